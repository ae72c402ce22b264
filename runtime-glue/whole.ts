import { changedRuns, hex } from './changes.js';
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
  changed: changedRuns(began, now).map(({ at, before, after }) => ({ at, was: hex(before), bytes: hex(after) })),
});

/** What is not as it must be, of the memory as a whole. Nothing, where that is not said. */
export function memoryDifferences(expected: MemoryOutcome, seen: MemoryOutcome): Difference[] {
  const strays = (seen.strays ?? []).map(told);
  // A stray tells its byte, and when it was written: once is enough.
  if (strays.length > 0 || expected.whole === undefined) return strays;
  if (seen.whole === undefined) return [{ at: 'whole', expected: expected.whole, seen: null }];
  const sizes = [expected.whole.size, seen.whole.size];
  // Of a host of another kind it may be any text.
  const last = seen.trace.at(-1)?.[0] ?? 'none';
  const after = /^[\w.]+$/.test(last) ? last : 'of no known name';
  const size = sizes[0] === sizes[1] ? [] : [{ at: 'whole.size', expected: sizes[0], seen: sizes[1] }];
  const compared = (at: number): boolean => !expected.chosen?.some((range) => at >= range.at && at < range.at + range.size);
  return [...size, ...differing(bytesOf(expected.whole), bytesOf(seen.whole), compared, after)];
}

const told = ({ during, at, before, after }: Stray): Difference => ({
  at: `byte ${at}, written ${during === null ? 'while no import ran' : `in ${during}`}`,
  expected: before,
  seen: after,
});

interface Byte {
  readonly was: string;
  readonly is: string;
}

const bytesOf = ({ changed }: WholeMemory): Map<number, Byte> =>
  new Map(
    changed.flatMap(({ at, was, bytes }) =>
      Array.from({ length: bytes.length / 2 }, (_, i): [number, Byte] => [
        at + i,
        { was: was.slice(2 * i, 2 * i + 2), is: bytes.slice(2 * i, 2 * i + 2) },
      ]),
    ),
  );

/** Neighbours make one difference. What only one side changed is as it was on the other. */
function differing(
  expected: ReadonlyMap<number, Byte>,
  seen: ReadonlyMap<number, Byte>,
  compared: (at: number) => boolean,
  last: string,
): Difference[] {
  const side = (of: ReadonlyMap<number, Byte>, other: ReadonlyMap<number, Byte>, at: number): string | undefined =>
    of.get(at)?.is ?? other.get(at)?.was;
  const wrong = [...new Set([...expected.keys(), ...seen.keys()])]
    .filter((at) => compared(at) && side(expected, seen, at) !== side(seen, expected, at))
    .sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const at of wrong) {
    const run = runs.at(-1);
    if (run?.at(-1) === at - 1) run.push(at);
    else runs.push([at]);
  }
  return runs.map((run) => ({
    at: `byte ${run[0]}, the last host call was ${last}`,
    expected: run.map((at) => side(expected, seen, at)).join(''),
    seen: run.map((at) => side(seen, expected, at)).join(''),
  }));
}
