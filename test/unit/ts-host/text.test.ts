import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Guest } from '../../../runtime-glue/guest.js';
import { cut, encode, text } from '../../../runtime-glue/text.js';

const guest = new Guest({}, 'disabled');

/** As the glue calls it, with a view of all of the memory. */
const read = (of: Guest, memory: Uint8Array, at: number, length: number): string | undefined =>
  text(of, memory, at, length, new DataView(memory.buffer));

/** The standard's decoder, as the reference. */
const reference = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Bytes that are often nearly UTF-8. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.uint8Array({ max: 127, maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 30 }).map((s) => new TextEncoder().encode(s)),
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(), fc.nat(255)).map(([s, at, byte]) => {
    const made = new TextEncoder().encode(`${s}x`);
    made[at % made.length] = byte;
    return made;
  }),
  fc.constantFrom([0xef, 0xbb, 0xbf, 65], [0xef, 0xbf, 0xbd], [0xc0, 0x80], [0xf0, 0x9f, 0x98]).map((list) => Uint8Array.from(list)),
);

describe('text', () => {
  test('agrees with a fatal TextDecoder on all bytes, wherever they stand, shared or not', () => {
    const shared = new Guest({}, 'optional');
    shared.shared = true;
    fc.assert(
      // Long text is decoded by another decoder than short text.
      fc.property(bytes, fc.nat(50), fc.constantFrom(0, 0, 520), (tail, at, ahead) => {
        const list = Uint8Array.from([...new Array<number>(ahead).fill(0x7a), ...tail]);
        const memory = new Uint8Array(at + list.length + 3).fill(0x41);
        memory.set(list, at);
        const expected = reference(list);
        expect(read(guest, memory, at, list.length)).toBe(expected);
        const both = new Uint8Array(new SharedArrayBuffer(memory.length));
        both.set(memory);
        expect(read(shared, both, at, list.length)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('what is encoded is well-formed: a lone surrogate is U+FFFD', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }), (value) => {
        expect(reference(encode(value))).toBe(Buffer.from(value).toString());
      }),
    );
  });

  test('a cut ends on a character, as near to the end as it can', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (value, cap) => {
        const all = encode(value);
        const length = cut(all, cap);
        expect(length).toBeLessThanOrEqual(Math.min(cap, all.length));
        const kept = reference(all.subarray(0, length)) as string;
        expect(value.startsWith(kept)).toBe(true);
        const next = value.slice(kept.length, kept.length + ((value.codePointAt(kept.length) ?? 0) > 0xffff ? 2 : 1));
        expect(length === all.length || length + encode(next).length > cap).toBe(true);
      }),
    );
  });
});
