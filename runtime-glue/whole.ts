import { changedRuns, hexOf, type Range } from './changes.js';
import type { Stray } from './fence.js';
import type { Traced } from './tracing.js';

/** All of a guest's memory, told by what is not as instantiation left it. */
export interface WholeMemory {
  /** Its length in bytes. */
  readonly size: number;
  /** Neighbouring bytes that differ, by address, in hexadecimal: what instantiation left, and what they are now. */
  readonly changed: readonly { readonly at: number; readonly was: string; readonly bytes: string }[];
}

/** What of an outcome tells of the memory as a whole. */
export interface MemoryOutcome {
  /** All that the memory has become; absent where the guest was not linked or has none. In what must be seen: absent, where it is not compared. */
  readonly whole?: WholeMemory;
  /** In what must be seen: bytes with numbers that each host chooses, those of handles. They are not compared. */
  readonly chosen?: readonly { readonly at: number; readonly size: number }[];
  /** What the host wrote where the schema lets it write nothing; absent: nothing that was noticed. */
  readonly strays?: readonly Stray[];
  /** Calls of host methods; the last one is told with a byte that differs. */
  readonly trace: readonly Traced[];
}

/** One thing that is not as it must be. */
export interface Difference {
  /** `steps[0]`, `memory[0]`, `trace[2]`; `byte 8192` of the memory, with the call in which it was written or the last one before. */
  readonly at: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

export const changedSince = (began: Uint8Array, now: Uint8Array): WholeMemory => ({
  size: now.length,
  changed: changedRuns(began, now).map((run) => ({ at: run[0], was: hexOf(began, run), bytes: hexOf(now, run) })),
});

/** What is not as it must be, of the memory as a whole. Nothing, where that is not said. */
export function memoryDifferences(expected: MemoryOutcome, seen: MemoryOutcome): Difference[] {
  if (seen.strays !== undefined && !Array.isArray(seen.strays)) return [{ at: 'strays', expected: [], seen: seen.strays }];
  const strays = (seen.strays ?? []).map(told);
  // A stray tells its byte, and when it was written: once is enough.
  if (strays.length > 0 || expected.whole === undefined) return strays;
  if (!isWhole(seen.whole)) return [{ at: 'whole', expected: expected.whole, seen: seen.whole ?? null }];
  const sizes = [expected.whole.size, seen.whole.size];
  // Of a host of another kind it may be any text.
  const named = (Array.isArray(seen.trace) ? seen.trace : []).at(-1)?.[0] ?? 'none';
  const last = /^[\w.]+$/.test(named) ? named : 'of no known name';
  const size = sizes[0] === sizes[1] ? [] : [{ at: 'whole.size', expected: sizes[0], seen: sizes[1] }];
  const bytes = differing(expected.whole, seen.whole, expected.chosen).map(([at, expected, seen]) => ({
    at: `byte ${at}, the last host call was ${last}`,
    expected,
    seen,
  }));
  return [...size, ...bytes];
}

const isAddress = (at: unknown): boolean => Number.isSafeInteger(at) && (at as number) >= 0;
const isHex = (digits: unknown): digits is string => typeof digits === 'string' && digits.length % 2 === 0 && /^[0-9a-f]*$/.test(digits);

/** Whether it is what its type says: a host of another kind may answer anything. */
const isWhole = (whole: WholeMemory | undefined): whole is WholeMemory =>
  isAddress(whole?.size) &&
  Array.isArray(whole?.changed) &&
  whole.changed.every(
    (run: Changed | null) => isAddress(run?.at) && isHex(run?.was) && isHex(run?.bytes) && run.was.length === run.bytes.length,
  );

const told = ({ during, at, before, after }: Stray): Difference => ({
  at: `byte ${at}, written ${during === null ? 'while no import ran' : `in ${during}`}`,
  expected: before,
  seen: after,
});

type Changed = WholeMemory['changed'][number];

/** A stretch that at least one side changed: its address in memory, where it stands among all of them, and its length. */
interface Stretch {
  readonly at: number;
  readonly from: number;
  size: number;
}

/** Stretches by address. Between any two there is a place for one byte. */
function stretchesOf(runs: readonly Changed[]): Stretch[] {
  const found: Stretch[] = [];
  let last: Stretch | undefined;
  for (const { at, bytes } of [...runs].sort((a, b) => a.at - b.at)) {
    if (last === undefined || at > last.at + last.size) {
      last = { at, from: last === undefined ? 0 : last.from + last.size + 1, size: 0 };
      found.push(last);
    }
    last.size = Math.max(last.size, at + bytes.length / 2 - last.at);
  }
  return found;
}

/** The last stretch that begins at or before a number; the first one if none does. */
function stretchAt(stretches: readonly Stretch[], by: 'at' | 'from', value: number): number {
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((stretches[middle] as Stretch)[by] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What differs of the bytes that at least one side changed: where, and both sides. What only one side changed is as it was on the other. */
function differing(
  expected: WholeMemory,
  seen: WholeMemory,
  chosen: MemoryOutcome['chosen'] = [],
): (readonly [at: number, expected: string, seen: string])[] {
  const stretches = stretchesOf([...expected.changed, ...seen.changed]);
  const { from = 0, size = 0 } = stretches.at(-1) ?? {};
  const want = new Uint8Array(from + size);
  const have = new Uint8Array(from + size);
  const write = (side: Uint8Array, at: number, digits: string): void => {
    const { at: begin, from } = stretches[stretchAt(stretches, 'at', at)] as Stretch;
    for (let i = 0; 2 * i < digits.length; i++) side[from + at - begin + i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  };
  for (const { at, was } of seen.changed) write(want, at, was);
  for (const { at, was } of expected.changed) write(have, at, was);
  for (const { at, bytes } of expected.changed) write(want, at, bytes);
  for (const { at, bytes } of seen.changed) write(have, at, bytes);
  const except = chosen.flatMap(({ at, size }) => {
    const ranges: Range[] = [];
    for (let i = stretchAt(stretches, 'at', at); i < stretches.length && (stretches[i] as Stretch).at < at + size; i++) {
      const stretch = stretches[i] as Stretch;
      const [begin, end] = [Math.max(at, stretch.at), Math.min(at + size, stretch.at + stretch.size)];
      if (begin < end) ranges.push([stretch.from + begin - stretch.at, end - begin]);
    }
    return ranges;
  });
  return changedRuns(want, have, except).map((run) => {
    const { at, from } = stretches[stretchAt(stretches, 'from', run[0])] as Stretch;
    return [at + run[0] - from, hexOf(want, run), hexOf(have, run)];
  });
}
