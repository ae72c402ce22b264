import type { Change } from '../pair/pair.js';
import { baseOf, type Value } from './values.js';
import { numbersOf } from './values-difference.js';
import { contains } from './values-range.js';

/**
 * What became of the number that means absent. `values`: one came that meant nothing before, or the other way round.
 * `meaning`: a number that both versions allow means absent in one of them, and itself or nothing in the other.
 */
export function absenceOf({ from, to }: Change<Value>): 'values' | 'meaning' | undefined {
  if (from.absent === to.absent) return undefined;
  if (from.absent !== undefined && to.absent !== undefined) return 'meaning';
  const [plain, absent] = from.absent === undefined ? [from, to.absent] : [to, from.absent];
  return absent !== undefined && isLegal(plain, absent) ? 'meaning' : 'values';
}

/** Whether a number is a value like any other. Numbers that name a resource or that a type does not list are free for absence. */
function isLegal(value: Value, number: bigint): boolean {
  const base = baseOf(value);
  switch (base?.kind) {
    case 'enum':
      return base.cases.some((c) => c.value === number) || base.ranges.some((r) => contains({ min: r.from, max: r.to }, number));
    case 'errors':
      return base.cases.some((c) => c.value === number);
    case 'flags':
      return (number & ~base.bits.reduce((mask, bit) => mask | bit.value, 0n)) === 0n;
    case 'handle':
    case 'cancel-token':
      return false;
    case 'address':
      return number !== 0n;
    default:
      return contains(numbersOf(value), number);
  }
}
