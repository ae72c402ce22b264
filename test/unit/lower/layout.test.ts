import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryType } from '../../../generator/ir/lowered.js';
import { compiled, faults, type Json } from '../resolve/support.js';

/** A type as the test knows it: a number of some bytes, or fields and cases of such. */
type Shape =
  | { kind: 'scalar'; name: string; size: number }
  | { kind: 'record'; fields: Shape[] }
  | { kind: 'variant'; tag: number; cases: (Shape | undefined)[] };

/** Bytes of everything that one number carries, by the name under which the test declares it. */
const sizes: Readonly<Record<string, number>> = {
  ...{ bool: 1, u8: 1, s8: 1, u16: 2, s16: 2, u32: 4, s32: 4, u64: 8, s64: 8, f32: 4, f64: 8, address: 4 },
  ...{ small: 1, wide: 8, error: 2, fd: 4, raw: 8, other: 1 },
};
const declared: Json = {
  small: { kind: 'enum', repr: 'u8', cases: { A: 0 } },
  wide: { kind: 'flags', repr: 'u64', bits: { A: 1 } },
  error: { kind: 'errors', repr: 'u16', cases: { A: 1 } },
  fd: { kind: 'handle', repr: 'u32', issuedBy: 'host' },
  raw: { kind: 'opaque', repr: 's64' },
  other: { kind: 'alias', type: 'small' },
};

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...Object.entries(sizes)).map(([name, size]): Shape => ({ kind: 'scalar', name, size })),
    fc.array(tie('shape'), { minLength: 1, maxLength: 6 }).map((fields): Shape => ({ kind: 'record', fields })),
    fc
      .tuple(fc.constantFrom(1, 2, 4, 8), fc.array(fc.option(tie('shape'), { nil: undefined }), { maxLength: 4 }))
      .map(([tag, cases]): Shape => ({ kind: 'variant', tag, cases })),
  ),
}));

/** The bytes of a value, written by hand: for each byte the path of the number that it belongs to, or nothing. */
function paint(s: Shape, path: string): { bytes: (string | undefined)[]; align: number } {
  if (s.kind === 'scalar') return { bytes: new Array(s.size).fill(path), align: s.size };
  const bytes: (string | undefined)[] = [];
  const pad = (align: number) => {
    while (bytes.length % align !== 0) bytes.push(undefined);
  };
  if (s.kind === 'record') {
    const parts = s.fields.map((field, i) => paint(field, `${path}.${i}`));
    for (const part of parts) {
      pad(part.align);
      bytes.push(...part.bytes);
    }
    const align = Math.max(...parts.map((part) => part.align));
    pad(align);
    return { bytes, align };
  }
  const parts = s.cases.map((c) => (c ? paint(c, '') : { bytes: [], align: 1 }));
  const payload = Math.max(1, ...parts.map((part) => part.align));
  bytes.push(...new Array(s.tag).fill(`${path}#`));
  pad(payload);
  bytes.push(...new Array(Math.max(0, ...parts.map((part) => part.bytes.length))).fill(`${path}*`));
  const align = Math.max(s.tag, payload);
  pad(align);
  return { bytes, align };
}

/** The same picture from a computed layout. */
function painted(memory: MemoryType, path: string): (string | undefined)[] {
  const bytes: (string | undefined)[] = new Array(memory.size).fill(undefined);
  const fill = (from: number, to: number, what: string) => bytes.fill(what, from, to);
  if (memory.kind === 'scalar') fill(0, memory.size, path);
  else if (memory.kind === 'record')
    for (const [i, field] of memory.fields.entries())
      bytes.splice(field.offset, field.memory.size, ...painted(field.memory, `${path}.${i}`));
  else {
    fill(0, Number(memory.tag.slice(1)) / 8, `${path}#`);
    fill(memory.payloadOffset, memory.payloadOffset + Math.max(0, ...memory.cases.map((c) => c.memory?.size ?? 0)), `${path}*`);
  }
  return bytes;
}

/** Declares a shape and what it is made of; answers its name. */
function declare(s: Shape, types: Record<string, Json>): string {
  if (s.kind === 'scalar') return s.name;
  const inner = (part: Shape) => declare(part, types);
  const name = () => `t${Object.keys(types).length}`;
  if (s.kind === 'record') {
    const fields = s.fields.map((field, i) => ({ name: `f${i}`, type: inner(field) }));
    const own = name();
    types[own] = { kind: 'record', fields };
    return own;
  }
  const cases = Object.fromEntries(s.cases.map((c, i) => [`c${i}`, { value: i, ...(c ? { type: inner(c) } : {}) }]));
  const own = name();
  types[own] = { kind: 'variant', tag: `u${s.tag * 8}`, cases };
  return own;
}

test('every byte of a record or variant is where C puts it', () => {
  fc.assert(
    fc.property(shape, (s) => {
      const types: Record<string, Json> = {};
      const name = declare(s, types);
      if (s.kind === 'scalar') return;
      const { lowered } = compiled({ types: { ...declared, ...types } });
      const found = lowered.interfaces[0]?.layouts.get(`x.${name}`);
      const model = paint(s, '');
      expect(found && [painted(found, ''), found.align]).toEqual([model.bytes, model.align]);
      // What the schema expects is held to the same numbers.
      const exact = { ...types[name], size: model.bytes.length, align: model.align };
      expect(faults({ types: { ...declared, ...types, [name]: exact } })).toEqual([]);
      expect(faults({ types: { ...declared, ...types, [name]: { ...exact, size: model.bytes.length + 1 } } })).toEqual([
        `lower/layout /types/${name}: the size of x.${name} is ${model.bytes.length}, the schema expects ${model.bytes.length + 1}`,
      ]);
    }),
    { numRuns: 300 },
  );
});

test('offsets, alignments and payload offsets that the schema expects are held to the layout', () => {
  const record = (more: Json, field: Json = {}) =>
    faults({
      types: {
        t: {
          kind: 'record',
          fields: [
            { name: 'a', type: 'u8' },
            { name: 'b', type: 'u32', ...field },
          ],
          ...more,
        },
      },
    });
  expect(record({ align: 4 }, { offset: 4 })).toEqual([]);
  expect(record({ align: 8 })).toEqual(['lower/layout /types/t: the alignment of x.t is 4, the schema expects 8']);
  expect(record({}, { offset: 1 })).toEqual(['lower/layout /types/t/fields/1: the offset of x.t.b is 4, the schema expects 1']);
  const variant = (payloadOffset: number) =>
    faults({ types: { t: { kind: 'variant', tag: 'u8', cases: { A: { value: 0, type: 'u64' } }, payloadOffset } } });
  expect(variant(8)).toEqual([]);
  expect(variant(1)).toEqual(['lower/layout /types/t: the payload offset of x.t is 8, the schema expects 1']);
});

test('what has no fixed size, or too great a one, has no layout, and is told once', () => {
  const t = (type: string) => ({ kind: 'record', fields: [{ name: 'a', type }] });
  const list = { kind: 'list', of: 'u8' };
  expect(
    faults({ types: { list, t: t('list'), u: t('t'), v: { kind: 'variant', tag: 'u8', cases: { A: { value: 0, type: 't' } } } } }),
  ).toEqual(['lower/no-layout /types/t/fields/0: x.list is a list, which has no fixed size in memory']);
  expect(faults({ types: { t: t('bytes') } })).toEqual(['lower/no-layout /types/t/fields/0: bytes has no fixed size in memory']);
  const wide = { kind: 'record', fields: Array.from({ length: 8193 }, (_, i) => ({ name: `f${i}`, type: 'u64' })) };
  expect(faults({ types: { wide } })).toEqual(['lower/size /types/wide: x.wide has 65544 bytes']);
});
