import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../generator/source/document.js';
import { parseJson } from '../../../generator/source/json.js';
import { limits } from '../../../generator/source/limits.js';
import { expectLinear } from '../../support/growth.js';

const read = (text: string) => parseJson('x.json', new TextEncoder().encode(text));
const fault = (text: string) => {
  const [diagnostic] = read(text).diagnostics;
  return diagnostic && `${diagnostic.code} ${diagnostic.span?.start.line}:${diagnostic.span?.start.column} ${diagnostic.span?.pointer}`;
};

/** Whether JSON.parse accepts a text, and the value with plain prototypes. */
const reference = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** Prototypes apart, and -0 with 0: JSON cannot tell them apart and the reader refuses -0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const strictness = ['parse/duplicate-key', 'parse/number', 'parse/empty', 'parse/depth'];
const loneSurrogate = /\\u[dD][89a-fA-F]/;

describe('against JSON.parse', () => {
  test('generated documents give the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const mine = read(text);
        fc.pre(mine.diagnostics.every(({ code }) => code !== 'parse/number'));
        fc.pre(!loneSurrogate.test(text));
        expect(mine.diagnostics).toEqual([]);
        expect(plain(mine.value?.value)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  const token = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '"\\u0061"',
      '\\',
      '"\\n"',
      '0',
      '1',
      '-',
      '.',
      'e',
      '+',
      '01',
      '1.5',
      '1e3',
      'true',
      'null',
      'nul',
      ' ',
      '\n',
      '\t',
      '\r',
      '/',
      '\u0000',
      '\u2028',
      'é',
      '😀',
      '"\\ud83d\\ude00"',
      '"\\x"',
    ],
  );
  const mutated = fc
    .tuple(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.tuple(fc.nat(), fc.nat(3), token), { maxLength: 3 }))
    .map(([value, edits]) =>
      edits.reduce(
        (text, [at, cut, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut),
        JSON.stringify(value),
      ),
    );
  const soup = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''));

  test('broken text is accepted and refused alike, but for the documented strictness', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, soup), (raw) => {
        const text = Buffer.from(raw).toString();
        const theirs = reference(text);
        const mine = read(text);
        const [first] = mine.diagnostics;
        if (!theirs) expect(mine.value).toBeUndefined();
        else if (first === undefined) expect(plain(mine.value?.value)).toEqual(plain(theirs.value));
        else if (!strictness.includes(first.code)) expect([first.code, loneSurrogate.test(text)]).toEqual(['parse/syntax', true]);
      }),
      { numRuns: 5000 },
    );
  });
});

test.each([
  ['', 'parse/empty 1:1 '],
  [' \n\t', 'parse/empty 1:1 '],
  ['\u0000\u0000\u0000\u0000', 'parse/empty 1:1 '],
  ['\ufeff', 'parse/empty 1:1 '],
  ['{"a": 1, }', 'parse/syntax 1:10 '],
  ['{"a": 1,\n "b": tru}', 'parse/syntax 2:7 /b'],
  ['{"a": [1, 2,, 3]}', 'parse/syntax 1:13 /a/2'],
  ['{"a": [1 2]}', 'parse/syntax 1:10 /a'],
  ['{"a"; 1}', 'parse/syntax 1:5 /a'],
  ["{'a': 1}", 'parse/syntax 1:2 '],
  ['{"a": "b', 'parse/syntax 1:9 /a'],
  ['{"a": "b\n"}', 'parse/syntax 1:9 /a'],
  ['{"a": 1', 'parse/syntax 1:8 '],
  ['{} {}', 'parse/syntax 1:4 '],
  ['// comment\n{}', 'parse/syntax 1:1 '],
  ['\ufeff\ufeff{}', 'parse/syntax 1:1 '],
  ['[01]', 'parse/syntax 1:3 '],
  ['[.5]', 'parse/syntax 1:2 /0'],
  ['[1.]', 'parse/syntax 1:3 '],
  ['["\\ud800"]', 'parse/syntax 1:3 /0'],
  ['["\\udc00\\ud800"]', 'parse/syntax 1:3 /0'],
  ['["\\ud800\\u0041"]', 'parse/syntax 1:3 /0'],
  ['["\\x"]', 'parse/syntax 1:3 /0'],
  ['["\\u00g0"]', 'parse/syntax 1:3 /0'],
  ['{"a":1,"b":{"c":2,"c":3}}', 'parse/duplicate-key 1:19 /b/c'],
  ['{"a":1,\r\n"\\u0061":2}', 'parse/duplicate-key 2:1 /a'],
  ['{"a/b~":{"":9007199254740992}}', 'parse/number 1:13 /a~1b~0/'],
])('%j: %s', (text, expected) => {
  expect(fault(text)).toBe(expected);
});

test('a duplicate key tells where the first one is', () => {
  const [diagnostic] = read('{"x": {"a": 1},\n "\\u0078": 2}').diagnostics;
  expect(diagnostic?.related).toMatchObject([{ span: { pointer: '/x', start: { line: 1, column: 2 }, end: { column: 5 } } }]);
});

describe('numbers', () => {
  test.each(['9007199254740991', '-9007199254740991', '0', '0.5', '-0.1e-3', '1e2', '10.0', '1.5e1', '0e99999', '0.0', '1e15', '5e-324'])(
    '%s is read',
    (literal) => {
      expect(read(literal).value?.value).toBe(Number(literal));
    },
  );
  test.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740992',
    '1e400',
    '-1e400',
    '-0',
    '-0.0',
    '-0e5',
    '-1e-400',
    '1e-400',
    '1e16',
    '1.00000000000000000001',
    '9007199254740990.9999999',
    '0.99999999999999999999',
  ])('%s is refused', (literal) => {
    expect(read(`[${literal}]`).diagnostics).toMatchObject([
      { code: 'parse/number', span: { pointer: '/0', start: { column: 2 }, end: { column: 2 + literal.length } } },
    ]);
  });
});

describe('encodings', () => {
  const text = '{\n  "a": ["é😀", 1],\n  "b": null\n}\n';
  test('a byte order mark and CR LF change nothing', () => {
    const value = (t: string): JsonValue | undefined => read(t).value?.value;
    expect(value(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(value(text));
    expect(read(`\ufeff${text}`).value?.spanOf('/b')).toEqual(read(text).value?.spanOf('/b'));
  });
  test.each([
    ['UTF-16 LE', Buffer.from(text, 'utf16le')],
    ['UTF-16 LE with mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE', Buffer.from(text, 'utf16le').swap16()],
    ['UTF-16 BE with mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-32 LE', Buffer.from(Uint32Array.from(text, (c) => c.codePointAt(0) ?? 0).buffer)],
  ])('%s is named', (name, bytes) => {
    const [diagnostic] = parseJson('x.json', bytes).diagnostics;
    expect(diagnostic?.code).toBe('parse/encoding');
    expect(diagnostic?.message).toContain(name.slice(0, 6));
  });
  test.each([
    ['overlong', [0xc0, 0xaf]],
    ['overlong of three', [0xe0, 0x80, 0xaf]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['cut', [0xe2, 0x82]],
    ['lone tail', [0x80]],
  ])('%s is malformed at its line and column', (_name, bytes) => {
    const [diagnostic] = parseJson('x.json', Buffer.concat([Buffer.from('[\n"é😀'), Buffer.from(bytes), Buffer.from('"]')])).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'parse/encoding', span: { start: { line: 2, column: 5 } } });
  });
  test('the place of malformed bytes is where the decoder fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (tail) => {
        const bytes = Buffer.concat([Buffer.from('"'), tail]);
        const [diagnostic] = parseJson('x.json', bytes).diagnostics;
        fc.pre(diagnostic?.code === 'parse/encoding' && diagnostic.message.includes('offset'));
        const at = Number(/offset (\d+)/.exec(diagnostic?.message ?? '')?.[1]);
        const decode = (end: number) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
        expect(() => decode(at)).not.toThrow();
        for (let end = at + 1; end <= Math.min(bytes.length, at + 4); end++) expect(() => decode(end)).toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

test('no key is special', () => {
  const value = read('{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3, "10": 4, "2": 5}').value?.value;
  expect(Object.keys(value ?? {}).sort()).toEqual(['10', '2', '__proto__', 'constructor', 'toString']);
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(fault('{"__proto__": 1, "__proto__": 2}')).toBe('parse/duplicate-key 1:18 /__proto__');
});

describe('limits', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  test('depth', () => {
    expect(fault(nested(limits.jsonDepth))).toBeUndefined();
    expect(fault(nested(limits.jsonDepth + 1))).toMatch(/^parse\/depth 1:65 /);
    expect(fault('{"a":'.repeat(200_000))).toMatch(/^parse\/depth/);
    expect(fault(`[${'[],'.repeat(100)}[]]`)).toBeUndefined();
  });
  test('bytes', () => {
    expect(parseJson('x.json', new Uint8Array(limits.fileBytes + 1)).diagnostics).toMatchObject([{ code: 'parse/size' }]);
  });
  test('values and characters', () => {
    expect(fault(`[${'0,'.repeat(limits.jsonValues)}0]`)).toMatch(/^parse\/limit/);
    expect(fault(`"${'x'.repeat(limits.tokenLength)}"`)).toMatch(/^parse\/limit/);
    expect(fault('1'.repeat(limits.tokenLength + 1))).toMatch(/^parse\/limit/);
  });
  test.each<[string, number, (n: number) => string]>([
    ['escapes', 400_000, (n) => `"${'\\\\'.repeat(n)}"`],
    ['escapes, and a key twice', 400_000, (n) => `{"a":"${'\\"'.repeat(n)}","a":1}`],
    ['a number that is none', 900_000, (n) => `${'1'.repeat(n)}e`],
    ['ends of lines', 1_000_000, (n) => '\r'.repeat(n)],
    ['many keys, and one twice', 100_000, (n) => `{${Array.from({ length: n }, (_, i) => `"${i}":0`).join()},"7":0}`],
  ])('time is linear in hostile text: %s', (_name, most, make) => {
    expectLinear(most, (n) => {
      const text = make(n);
      return () => read(text);
    });
  });
});
