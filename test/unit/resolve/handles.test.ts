import { describe, expect, it } from 'vitest';
import { compiled, compileParts } from './support.js';

const handles = (count: number, repr: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}`, { kind: 'handle', repr, doc: 'A handle.' }]));

const codes = (types: object) => compileParts({ types }).diagnostics.map((d) => `${d.code} ${d.message}`);

describe('handles that the glue issues', () => {
  it('have 32 or 64 bits, for slot, kind and generation', () => {
    expect(codes(handles(1, 'u16'))).toEqual([
      'resolve/wrong-kind x.h0 is a handle of 16 bits; here only one of 32 or 64 bits, or one that the host issues, can stand',
    ]);
    expect(codes({ h: { kind: 'handle', repr: 'u16', issuedBy: 'host', doc: 'A descriptor.' } })).toEqual([]);
  });

  it('have at most 31 kinds of 32 bits and 255 in all', () => {
    compiled({ types: handles(31, 's32') });
    expect(codes(handles(32, 's32'))).toEqual(['resolve/limit too many kinds of handles of 32 bits: at most 31 are supported']);
    compiled({ types: handles(255, 's64') });
    expect(codes(handles(256, 's64'))).toEqual(['resolve/limit too many kinds of handles of 64 bits: at most 255 are supported']);
  });
});
