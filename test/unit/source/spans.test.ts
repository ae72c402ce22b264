import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../generator/diagnostics/diagnostic.js';
import type { JsonDocument, JsonValue } from '../../../generator/source/document.js';
import { parseJson } from '../../../generator/source/json.js';
import { pointerSegment } from '../../../generator/source/pointer.js';
import { expectLinear } from '../../support/growth.js';

const parse = (text: string): JsonDocument => {
  const { value, diagnostics } = parseJson('x.json', new TextEncoder().encode(text));
  if (!value) throw new Error(diagnostics[0]?.message);
  return value;
};
const slice = (document: JsonDocument, { start, end }: Span) => document.text.slice(start.offset, end.offset);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

function* places(value: JsonValue, pointer = ''): Iterable<{ pointer: string; value: JsonValue; key: string | undefined }> {
  yield { pointer, value, key: undefined };
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    const below = `${pointer}/${pointerSegment(key)}`;
    for (const place of places(child as JsonValue, below))
      yield place.pointer === below ? { ...place, key: Array.isArray(value) ? undefined : key } : place;
  }
}

const exact = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string({ unit: 'binary' })),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('a/b', '~', '~1', '', '0', '"', '\\', '__proto__')),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

test('the text at the span of a pointer is the value, and at its key span the key', () => {
  fc.assert(
    fc.property(exact, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const document = parse(JSON.stringify(value, null, space));
      for (const place of places(document.value)) {
        const span = document.spanOf(place.pointer);
        expect(span.pointer).toBe(place.pointer);
        expect(JSON.parse(slice(document, span))).toEqual(plain(place.value));
        if (place.key !== undefined) expect(JSON.parse(slice(document, document.keySpanOf(place.pointer)))).toBe(place.key);
        const lines = document.text.slice(0, span.start.offset).split('\n');
        expect([span.start.line, span.start.column]).toEqual([lines.length, (lines.at(-1)?.length ?? 0) + 1]);
      }
    }),
    { numRuns: 300 },
  );
});

test('a pointer to nothing gives the nearest value above', () => {
  const document = parse('{"a": {"b": [1, 2]}}');
  expect(document.spanOf('/a/b/7/c')).toMatchObject({ pointer: '/a/b', start: { column: 13 }, end: { column: 19 } });
  expect(document.keySpanOf('/a/b/1')).toMatchObject({ pointer: '/a/b/1', start: { column: 17 } });
  expect(document.spanOf('/toString').pointer).toBe('');
});

test('lines end with LF, CR LF or CR, and columns count UTF-16 units', () => {
  const document = parse('[\n"😀", 1,\r\n2,\r3]');
  expect([0, 1, 2, 3].map((i) => document.spanOf(`/${i}`).start)).toMatchObject([
    { line: 2, column: 1 },
    { line: 2, column: 7 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
  ]);
});

test('a key with escapes is found by what it means', () => {
  const document = parse('{"\\u0061\\"": {"\\\\": 1}}');
  expect(slice(document, document.keySpanOf('/a"/\\'))).toBe('"\\\\"');
});

test('looking up many members of a large object is linear', () => {
  expectLinear(50_000, (n) => {
    const keys = Array.from({ length: n }, (_, i) => `k${i}`);
    const text = `{${keys.map((key) => `"${key}":0`).join()}}`;
    return () => {
      const document = parse(text);
      for (const key of keys) document.spanOf(`/${key}`);
    };
  });
});
