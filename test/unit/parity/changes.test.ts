import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedRuns, hex, hexOf, type Range } from '../../../runtime-glue/changes.js';
import { differences, type Outcome } from '../../../runtime-glue/testing.js';
import { changedSince } from '../../../runtime-glue/whole.js';
import { expectLinear } from '../../support/growth.js';

/** Neighbours among the bytes that differ, found byte by byte. */
function runsOf(before: Uint8Array, now: Uint8Array, counts: (at: number) => boolean): Range[] {
  const differing = Array.from(now.keys()).filter((at) => (before[at] ?? 0) !== now[at] && counts(at));
  const starts = differing.filter((at) => !differing.includes(at - 1));
  return starts.map((at) => {
    let end = at;
    while (differing.includes(end)) end++;
    return [at, end - at];
  });
}

const isIn = (ranges: readonly Range[], at: number): boolean => ranges.some(([from, length]) => at >= from && at < from + length);

/** Few values, so that many bytes are the same; sizes of whole words and others. */
const memory = fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 255), { maxLength: 64 }).map((bytes) => Uint8Array.from(bytes));
const ranges = fc.array(fc.tuple(fc.nat(64), fc.nat(9)), { maxLength: 4 });

/** The same bytes that begin where no word begins. */
const shifted = (bytes: Uint8Array): Uint8Array => {
  const all = new Uint8Array(bytes.length + 1);
  all.set(bytes, 1);
  return all.subarray(1);
};

describe('what changed of a memory', () => {
  test('is each run of bytes that differ, outside of what is excepted', () => {
    fc.assert(
      fc.property(memory, memory, ranges, (before, now, except) => {
        const wanted = runsOf(before, now, (at) => !isIn(except, at));
        expect(changedRuns(before, now, except)).toEqual(wanted);
        expect(changedRuns(shifted(before), now, except)).toEqual(wanted);
        expect(changedRuns(before, shifted(now), except)).toEqual(wanted);
      }),
    );
  });

  test('is shown in hexadecimal, memory that was added as zero', () => {
    expect(hexOf(Uint8Array.of(1, 0xab), [1, 3])).toBe('ab0000');
    const many = Uint8Array.from({ length: 0x10001 }, (_, at) => at & 255);
    const plain = (between: string): string => Array.from(many, (byte) => byte.toString(16).padStart(2, '0')).join(between);
    for (const between of ['', ' ']) expect(hex(many, between)).toBe(plain(between));
    expect(hex(new Uint8Array(0))).toBe('');
  });

  test('costs what grows with the memory, however many ranges are excepted', () => {
    expectLinear(200_000, (n) => {
      const [before, now] = [new Uint8Array(n * 8), new Uint8Array(n * 8).fill(1)];
      const except = Array.from({ length: n }, (_, i): Range => [i * 8, 4]);
      return () => expect(changedRuns(before, now, except).length).toBe(n);
    });
  });
});

const nothing = { steps: [], trace: [] };

describe('what differs of the memory as a whole', () => {
  test('is what differs of the memories themselves, outside of what each host chooses', () => {
    const grown = fc.tuple(fc.constant(64), fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 255)));
    const full = grown.map(([size, bytes]) => Uint8Array.from(bytes.take(size)));
    fc.assert(
      fc.property(memory, full, full, ranges, (began, wanted, seen, chosen) => {
        const expected: Outcome = {
          ...nothing,
          whole: changedSince(began, wanted),
          chosen: chosen.map(([at, size]) => ({ at, size })),
        };
        const found = differences(expected, { ...nothing, whole: changedSince(began, seen) });
        expect(found).toEqual(
          runsOf(wanted, seen, (at) => !isIn(chosen, at)).map(([at, length]) => ({
            at: `byte ${at}, the last host call was none`,
            expected: hex(wanted.subarray(at, at + length)),
            seen: hex(seen.subarray(at, at + length)),
          })),
        );
      }),
    );
  });

  test('costs what grows with what changed, in one run or in many', () => {
    const began = (n: number): Uint8Array => new Uint8Array(n);
    const changed = (n: number, step: number): Outcome => ({
      ...nothing,
      whole: changedSince(
        began(n),
        began(n).map((_, at) => (at % step === 0 ? 7 : 0)),
      ),
    });
    for (const step of [1, 2])
      expectLinear(400_000, (n) => {
        const [none, some] = [{ ...nothing, whole: changedSince(began(n), began(n)) }, changed(n, step)];
        return () => expect(differences(none, some).length).toBe(step === 1 ? 1 : n / 2);
      });
  });
});
