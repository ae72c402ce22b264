import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnostic } from '../../../generator/diagnostics/catalog.js';
import type { Diagnostic, Span } from '../../../generator/diagnostics/diagnostic.js';
import { formatJson, formatText, summary } from '../../../generator/diagnostics/format.js';
import { parseJson } from '../../../generator/source/json.js';

const document = (text: string) => {
  const { value } = parseJson('a.json', new TextEncoder().encode(text));
  if (!value) throw new Error('not JSON');
  return value;
};
const at = (span: Span | undefined, options?: { help?: string; related?: Diagnostic['related'] }) =>
  diagnostic('shape/bad-value', span, { found: '"x"', why: 'is wrong' }, options);
const show = (text: string, pointer: string) => formatText([at(document(text).spanOf(pointer))], { sourceOf: () => text, color: false });

test('a place, its line, a range, a related place, help and a summary', () => {
  const text = '{\n  "first": 1,\n  "second": "x"\n}\n';
  const { spanOf, keySpanOf } = document(text);
  const error = at(spanOf('/second'), { help: 'Do that.', related: [{ message: 'the first one', span: keySpanOf('/first') }] });
  expect(
    formatText([error, diagnostic('shape/unlisted-file', undefined, { file: '"b.json"' })], { sourceOf: () => text, color: false }),
  ).toBe(
    `error[shape/bad-value]: "x" is wrong
 --> a.json:3:13 (/second)
  |
3 |   "second": "x"
  |             ^^^
 ::: a.json:2:3 (/first): the first one
  |
2 |   "first": 1,
  |   ^^^^^^^
  = help: Do that.

warning[shape/unlisted-file]: "b.json" is not listed in abi.json, so it is not compiled
  = help: Add it to \`interfaces\` in abi.json, or remove it.

1 error, 1 warning
`,
  );
});

test('a range of several lines shows the first and the last', () => {
  expect(show('{\n  "a": [\n    1,\n    2\n  ]\n}', '/a')).toContain('2 |   "a": [\n  |        ^\n...\n5 |   ]\n  |   ^\n');
  expect(show('{\n  "a": [1,\n    2 ]}', '/a')).toContain('2 |   "a": [1,\n  |        ^^^\n3 |     2 ]}\n  |     ^^^\n');
});

test('line numbers are as wide as the widest', () => {
  expect(show(`[${'\n0,'.repeat(9)}\n1]`, '/9')).toContain('\n  --> a.json:11:1 (/9)\n   |\n11 | 1]\n   | ^\n');
});

test('the end of the file can be marked', () => {
  const text = '{"a": 1';
  const [fault] = parseJson('a.json', new TextEncoder().encode(text)).diagnostics;
  expect(formatText(fault ? [fault] : [], { sourceOf: () => text, color: false })).toContain('1 | {"a": 1\n  |        ^\n');
});

test('without its text a place is named only', () => {
  expect(formatText([at(document('[1]').spanOf('/0'))], { sourceOf: () => undefined, color: false })).not.toContain('|');
});

describe('long lines are cut around the place', () => {
  test.each([0, 1, 50, 500, 999])('item %i', (index) => {
    const shown = show(`[${Array.from({ length: 1000 }, (_, i) => `"item ${i}"`).join(', ')}]`, `/${index}`);
    const [, , , source = '', carets = ''] = shown.split('\n');
    expect(source.length).toBeLessThan(130);
    expect(source.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe(`"item ${index}"`);
  });
  test('a place that is long itself', () => {
    const [, , , source = '', carets = ''] = show(`["${'x'.repeat(100_000)}"]`, '/0').split('\n');
    expect(source).toMatch(/^1 \| \["x+…$/);
    expect(carets.length).toBeLessThan(130);
  });
  test('a surrogate pair is not parted', () => {
    for (let pad = 0; pad < 4; pad++)
      expect(show(`["${'a'.repeat(pad)}${'😀'.repeat(500)}", 1, "${'😀'.repeat(500)}"]`, '/1')).not.toMatch(
        /\\ud[89a-f]|[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff].)/,
      );
  });
});

describe('hostile text', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not come through
  const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\u{e0041}/u;

  test('is shown escaped wherever it stands', () => {
    const evil = '\u001b]8;;http://x\u0007\u009b31m\u202e\u200b\u{e0041}\u2028';
    const text = `{"${evil.replaceAll('\u001b', '').replaceAll('\u0007', '')}": 1}`;
    const span = { ...document(text).spanOf(''), file: `a${evil}.json`, pointer: `/${evil}` };
    const fault: Diagnostic = {
      code: 'shape/bad-value',
      severity: 'error',
      message: evil,
      span,
      related: [{ message: evil, span }],
      help: evil,
    };
    const shown = formatText([fault], { sourceOf: () => text, color: false });
    expect(shown).not.toMatch(dangerous);
    expect(shown).toContain('\\u001b]8;;http://x\\u0007\\u009b31m\\u202e\\u200b\\u{e0041}\\u2028');
  });

  test('cannot add lines, and carets stand below what they mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 200 }), (before, value) => {
        const text = `{"before": ${JSON.stringify(before)}, "value": ${JSON.stringify(value)}}`;
        const { spanOf } = document(text);
        const shown = formatText([at(spanOf('/value'))], { sourceOf: () => text, color: false });
        expect(shown).not.toMatch(dangerous);
        const lines = shown.split('\n');
        expect(lines).toHaveLength(8);
        const [, , , source = '', carets = ''] = lines;
        const marked = [...source].slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1).join('');
        expect(marked.startsWith('"')).toBe(true);
        expect([...source].slice(0, carets.indexOf('^')).join('')).toMatch(/"value": $/);
      }),
    );
  });
});

test('colours come only when asked for', () => {
  const text = '[1]';
  const faults = [at(document(text).spanOf('/0'), { help: 'x' })];
  const plain = formatText(faults, { sourceOf: () => text, color: false });
  const colored = formatText(faults, { sourceOf: () => text, color: true });
  expect(plain).not.toContain('\u001b');
  expect(colored).toContain('\u001b[31merror[shape/bad-value]\u001b[0m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI sequences begin with ESC
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
});

test('nothing to say', () => {
  expect(formatText([], { sourceOf: () => undefined, color: true })).toBe('');
  expect(summary([])).toBe('0 errors');
  expect(formatJson([])).toEqual({ diagnostics: [] });
});

test('JSON has every key, in a fixed order', () => {
  const { spanOf } = document('{"a":\n 1}');
  const span = spanOf('/a');
  const json = formatJson([at(span, { related: [{ message: 'm', span }] }), at(undefined)]);
  const place = { file: 'a.json', pointer: '/a', line: 2, column: 2, endLine: 2, endColumn: 3 };
  expect(json.diagnostics).toEqual([
    { code: 'shape/bad-value', severity: 'error', message: '"x" is wrong', ...place, help: null, related: [{ message: 'm', ...place }] },
    {
      code: 'shape/bad-value',
      severity: 'error',
      message: '"x" is wrong',
      file: null,
      pointer: null,
      line: null,
      column: null,
      endLine: null,
      endColumn: null,
      help: null,
      related: [],
    },
  ]);
  expect(Object.keys(json.diagnostics[0] ?? {})).toEqual([
    'code',
    'severity',
    'message',
    'file',
    'pointer',
    'line',
    'column',
    'endLine',
    'endColumn',
    'help',
    'related',
  ]);
});
