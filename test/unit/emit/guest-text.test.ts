import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asComment, asString } from '../../../generator/emit/text/assemblyscript.js';
import { rustComment, rustDoc, rustString } from '../../../generator/emit/text/rust.js';
import { docLines, oneLine, replaceHidden } from '../../../generator/emit/text/visible.js';

/** Half of the characters are special in Rust, in Markdown or in AssemblyScript. */
const special = [
  ...'*/\\"\'`<>#@{}[]()!|&;:~$_-+=\n\r\t',
  '\u0000',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u{e0041}',
  '*/',
  '/*',
  '\\\n',
  '```',
  '    ',
  '1. ',
];
const hostile = fc.string({ unit: fc.oneof(fc.constantFrom(...special), fc.constantFrom(...'abc 019é日')), maxLength: 60 });
const many = { numRuns: 2000 };

describe('Rust', () => {
  test('every line of a comment is one, and no character is hidden', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, item) => {
        const doc = rustDoc([...docLines(text), { markup: '- ', text: oneLine(item) }], '  ');
        for (const line of doc.split('\n')) expect(line).toMatch(/^ {2}\/\/\/( \S.*)?$/u);
        for (const line of rustComment(docLines(text)).split('\n')) expect(line === '' || line.startsWith('//')).toBe(true);
        expect(replaceHidden(doc, () => '')).toBe(doc);
      }),
      many,
    );
  });

  test('no Markdown begins in text, and no test of documentation', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of rustDoc(docLines(text)).split('\n')) {
          expect(line.slice(4).replace(/\\./gsu, 'xx')).not.toMatch(/[`*[\]<>&|~]|^(#|[-+=]|\d+[.)])|^ {4}/);
          expect(line.slice(4).replace(/\\./gsu, '..')).not.toMatch(/(^|[^A-Za-z0-9])_|_($|[^A-Za-z0-9])/);
        }
      }),
      many,
    );
    expect(rustDoc(['    let x = 1;', '```', 'a_b _c_', '# A', '12) b', '- c'])).toBe(
      '/// let x = 1;\n/// \\`\\`\\`\n/// a_b \\_c\\_\n/// \\# A\n/// 12\\) b\n/// \\- c',
    );
  });

  test('a string stands on one line and holds the exact text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const literal = rustString(text);
        expect(replaceHidden(literal, () => '')).toBe(literal);
        expect(read(literal)).toBe(text);
      }),
      many,
    );
  });
});

describe('AssemblyScript', () => {
  test('a comment ends where it ends and nowhere before, and has no tags but ours', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, told) => {
        const comment = asComment([...docLines(text), { tag: '@returns ', text: oneLine(told) }], '  ');
        expect(comment.startsWith('  /**')).toBe(true);
        expect(comment.indexOf('*/')).toBe(comment.length - 2);
        expect(comment.indexOf('/*', 4)).toBe(-1);
        expect(comment.replace(/\\@/g, '').match(/@/g)).toHaveLength(1);
        expect(replaceHidden(comment, () => '')).toBe(comment);
      }),
      many,
    );
    expect(asComment([])).toBe('');
  });

  test('a string stands on one line and holds the exact text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const literal = asString(text);
        expect(replaceHidden(literal, () => '')).toBe(literal);
        expect(read(literal)).toBe(text);
        // The escapes are those of JavaScript, which AssemblyScript shares.
        expect(
          JSON.parse(
            literal.replace(/\\u\{([0-9a-f]+)\}/g, (_, code) =>
              JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1),
            ),
          ),
        ).toBe(text);
      }),
      many,
    );
  });
});

/** Reads a literal with the escapes `\\ \" \n \t \u{…}`. */
function read(literal: string): string {
  const [, inner] = /^"((?:[^"\\\n]|\\(?:[\\"nt]|u\{[0-9a-f]{1,6}\}))*)"$/u.exec(literal) ?? [];
  if (inner === undefined) throw new Error(`no literal: ${literal}`);
  const named: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };
  return inner.replace(/\\(?:u\{([0-9a-f]+)\}|(.))/gu, (_, code: string | undefined, name: string) =>
    code === undefined ? (named[name] ?? '') : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
