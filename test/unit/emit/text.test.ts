import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { cComment, cString } from '../../../generator/emit/text/c.js';
import { jsonText } from '../../../generator/emit/text/json.js';
import { markdownCode, markdownText } from '../../../generator/emit/text/markdown.js';
import { docLines, oneLine, visible } from '../../../generator/emit/text/visible.js';
import { watComment, watString } from '../../../generator/emit/text/wat.js';
import { byCodePoint } from '../../../generator/ir/order.js';

/** Code points that no documentation of an emitted file may hold as themselves. */
const isHidden = (text: string): boolean => {
  const ranges = [
    [0, 8],
    [10, 31],
    [127, 159],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0xfeff, 0xfeff],
    [0xd800, 0xdfff],
    [0xe0000, 0xe0fff],
  ] as const;
  return [...text].some((c) => ranges.some(([from, to]) => (c.codePointAt(0) ?? 0) >= from && (c.codePointAt(0) ?? 0) <= to));
};

/** Half of the characters are special in some language that is emitted. */
const special = [
  ...'*/\\"\'`?<>#@{}[]()!|&;:~$%_-+=\n\r\t',
  '\u0000',
  '\u000b',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
  '\u{1f600}',
  '*/',
  '/*',
  ';)',
  '(;',
  '??/',
  '\\\n',
  '-->',
  ']]>',
];
const hostile = fc.string({ unit: fc.oneof(fc.constantFrom(...special), fc.constantFrom(...'abc 019é日')), maxLength: 60 });
/** Names of wasm are UTF-8 and hold no lone surrogate. */
const wellFormed = hostile.map((text) => text.replace(/\p{Cs}/gu, '\ufffd'));
const many = { numRuns: 2000 };

describe('visible text', () => {
  test.each([
    ['a\u202eb', 'a\\u202eb'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\r\u0085\u2028\u2029\u000b\u0000', 'a\\u000d\\u0085\\u2028\\u2029\\u000b\\u0000'],
    ['\ud800', '\\ud800'],
    ['é 日本 😀 \t', 'é 日本 😀 \t'],
    ['a\nb', 'a\\u000ab'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('only LF and CRLF end a line', () => {
    expect(docLines('\n a \r\nb\rc\u2028d\n\ne\n\n')).toEqual([' a', 'b\\u000dc\\u2028d', '', 'e']);
    expect(docLines(' \n ')).toEqual([]);
    expect(oneLine('a\n\nb')).toBe('a b');
  });

  test('nothing hidden is left', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(isHidden(docLines(text).join(''))).toBe(false);
      }),
      many,
    );
  });
});

describe('C', () => {
  test('a comment ends where it ends and nowhere before', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, command) => {
        const comment = cComment([...docLines(text), { command: '@return ', text: oneLine(command) }]);
        expect(comment.startsWith('/**')).toBe(true);
        // Lines joined by a backslash, as the first phases of translation do.
        const joined = comment.replaceAll('??/', '\\').replaceAll('\\\n', '');
        expect(joined.indexOf('*/')).toBe(joined.length - 2);
        expect(joined.indexOf('/*', 2)).toBe(-1);
        expect(comment).not.toContain('??');
      }),
      many,
    );
  });

  test('commands of the text are text', () => {
    expect(cComment(['@param x \\return'])).toBe('/** \\@param x \\\\return */');
    expect(cComment([{ command: '@return ', text: '@see' }], { indent: '  ' })).toBe('  /** @return \\@see */');
    expect(cComment([])).toBe('');
  });

  test('a string stands on one line and holds the exact bytes', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const literal = cString(text);
        expect(isHidden(literal)).toBe(false);
        expect(literal).not.toContain('??');
        expect(bytesOfC(literal)).toEqual([...new TextEncoder().encode(text)]);
      }),
      many,
    );
  });
});

/** Reads a C string literal as a compiler does. */
function bytesOfC(literal: string): number[] {
  const bytes: number[] = [];
  const named: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\', '?': '?' };
  const pattern = /\\([0-7]{3})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\([nt"\\?])|([^"\\])/gsuy;
  const inner = literal.slice(1, -1);
  for (let at = 0; at < inner.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const m = pattern.exec(inner);
    if (!m) throw new Error(`not a C string: ${literal}`);
    if (m[1] !== undefined) bytes.push(Number.parseInt(m[1], 8));
    else {
      const code = m[2] ?? m[3];
      const text =
        code !== undefined ? String.fromCodePoint(Number.parseInt(code, 16)) : m[4] !== undefined ? (named[m[4]] ?? '') : (m[5] ?? '');
      bytes.push(...new TextEncoder().encode(text));
    }
  }
  return bytes;
}

describe('WAT', () => {
  test('strings and comments come through the parser of wabt', async () => {
    const toolkit = await wabt();
    const texts = fc.sample(wellFormed, { numRuns: 1000, seed: 7 });
    const wat = texts
      .map((text) => `${watComment(docLines(text))}\n(import ${watString(text)} ${watString(`n${text}`)} (global i32))`)
      .join('\n');
    const module = toolkit.parseWat('t.wat', wat);
    const compiled = new WebAssembly.Module(new Uint8Array(module.toBinary({}).buffer));
    module.destroy();
    expect(WebAssembly.Module.imports(compiled)).toEqual(texts.map((text) => ({ module: text, name: `n${text}`, kind: 'global' })));
  });
});

describe('JSON', () => {
  test('is read back exactly, and shows what is hidden', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = jsonText({ [text]: [text] });
        expect(JSON.parse(json)).toEqual({ [text]: [text] });
        expect(json).not.toMatch(/[\u0085\u200b\u2028\u2029\u202e\ufeff]|\u{e0041}/u);
      }),
      many,
    );
  });
});

describe('Markdown', () => {
  test.each([
    ['a *b* _c_ `d`', 'a \\*b\\* \\_c\\_ \\`d\\`'],
    ['<img onerror=x>', '\\<img onerror=x\\>'],
    ['[x](javascript:y)', '\\[x\\]\\(javascript:y\\)'],
    ['# a', '\\# a'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['12) a', '12\\) a'],
    ['a | b', 'a \\| b'],
    ['@someone', '\\@someone'],
    ['at https://a.b or www.a.b', 'at `https://a.b` or `www.a.b`'],
    ['me@a.b|you', '`me@a.b`\\|`you`'],
    ['a\n\n---\n\n# b', 'a --- \\# b'],
    ['&lt;', '\\&lt;'],
  ])('%j', (text, escaped) => {
    expect(markdownText(text)).toBe(escaped);
  });

  test('no special character stands unescaped', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        // Addresses stand as code; see the test of the reference, which asks a parser.
        fc.pre(!/:\/\/|www\.|.@./i.test(oneLine(text)));
        const markdown = markdownText(text);
        expect(markdown.replace(/\\./gsu, '')).not.toMatch(/[\\`*_{}[\]#!|<>&~@\n]/);
      }),
      many,
    );
  });

  test('a code span cannot be closed from inside', () => {
    expect(markdownCode('a`b``c')).toBe('```a`b``c```');
    expect(markdownCode('`')).toBe('`` ` ``');
    expect(markdownCode('a|b')).toBe('`a`\\|`b`');
    expect(markdownCode('|')).toBe('\\|');
    fc.assert(
      fc.property(hostile, (text) => {
        const span = markdownCode(text.replaceAll('|', ''));
        const fence = /^`+/.exec(span)?.[0] ?? '';
        expect(span.slice(fence.length, -fence.length).split(/[^`]+/)).not.toContain(fence);
      }),
      many,
    );
  });
});

test('byCodePoint is the order of the UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
    many,
  );
  expect(['\u{1f600}', '\ufeff', 'b', 'a', '', 'ab'].sort(byCodePoint)).toEqual(['', 'a', 'ab', 'b', '\ufeff', '\u{1f600}']);
});
