import type { Range } from './model/reads.js';
import { type Program, pageSize } from './program.js';
import type { Eye } from './runner.js';

/** Runs a guest once, recorded by an eye; answers its log. */
export type Recorded = (eye: Eye) => Promise<readonly string[]>;

/**
 * What differs between two runs of a guest whose memories differ in every byte that the run may not read; nothing, if no such byte
 * reaches anything that can be observed. Compared are the logs, with the messages of all exceptions, and memory after each step: a byte
 * that was written holds the same in both runs, and every other what it held in each.
 */
export async function differences(record: Recorded, program: Program, reads: readonly Range[]): Promise<string[]> {
  const [one, other] = [new Memories(undefined), new Memories(maskOf(program.seed, reads))];
  const [log, second] = [await record(one), await record(other)];
  const at = log.findIndex((line, i) => line !== second[i]);
  if (at >= 0 || log.length !== second.length) {
    const from = at < 0 ? log.length : at;
    return [...log.slice(Math.max(0, from - 4), from), `one run: ${log[from] ?? '(the end)'}`, `the other: ${second[from] ?? '(the end)'}`];
  }
  return one.after.flatMap((memory, step) => diverged(one.before, memory, other.before, other.after[step] as Uint8Array, step));
}

/** Bits to flip in each byte of the first page: some of them in every byte outside of the ranges, none inside. */
export function maskOf(seed: number, reads: readonly Range[]): Uint8Array {
  const mask = new Uint8Array(pageSize);
  for (let at = 0; at < mask.length; at++) mask[at] = 1 + (((Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)) >>> 8) % 255);
  for (const [from, to] of reads) mask.fill(0, from, to);
  return mask;
}

/** Keeps memory as it was at the beginning, changed by a mask, and after each step. */
class Memories implements Eye {
  before = new Uint8Array(0);
  readonly after: Uint8Array[] = [];

  constructor(readonly mask: Uint8Array | undefined) {}

  begin(memory: Uint8Array): void {
    const { mask } = this;
    if (mask !== undefined) for (let at = 0; at < mask.length; at++) memory[at] = (memory[at] as number) ^ (mask[at] as number);
    this.before = new Uint8Array(memory);
  }

  step(memory: Uint8Array): readonly string[] {
    this.after.push(new Uint8Array(memory));
    return [`memory of ${memory.length}`];
  }

  /** An exception by its message, and by those of what caused it. */
  describe(thrown: unknown): string {
    return thrown instanceof Error ? `: ${thrown.message}${thrown.cause === undefined ? '' : this.describe(thrown.cause)}` : '';
  }
}

/** The first byte that differs after a step though one of the runs wrote it. */
function diverged(start: Uint8Array, now: Uint8Array, otherStart: Uint8Array, other: Uint8Array, step: number): string[] {
  for (let at = 0; at < now.length; at++)
    if (now[at] !== other[at] && (now[at] !== (start[at] ?? 0) || other[at] !== (otherStart[at] ?? 0)))
      return [`step ${step} wrote ${now[at]} to ${at} in one run, and ${other[at]} in the other`];
  return [];
}
