import fc from 'fast-check';

/** Characters that some language takes for the end of a line, with what means something at the start of one. */
export const lineEnds: readonly string[] = [
  ...['\n', '\r', '\r\n', '\n\n', '\u000b', '\u000c', '\u001c', '\u0085', '\u2028', '\u2029', '\\\n', '\\\r\n', '??/\n'],
  ...[
    '\n    ',
    '\n\t',
    '\n# ',
    '\n- ',
    '\n| ',
    '\n=== ',
    '\n#define x',
    '\n#include',
    '\n///',
    '\n//!',
    '\n;;',
    '\n(;',
    '\n```',
    '\n"""',
    '\n*/',
  ],
];

/** What begins or ends templates, long strings, comments and sections of some language. */
export const templates: readonly string[] = [
  ...[
    '$' + '{',
    '`',
    '{{',
    '}}',
    '{{{',
    '{{#each ',
    '{{!--',
    '{%',
    '%}',
    '<%',
    '%>',
    '?>',
    '<?php',
    ']]>',
    '-->',
    '<!--',
    '<script>',
    '</script>',
  ],
  ...[
    '<img onerror=x>',
    '"""',
    "'''",
    '```',
    '~~~',
    'r#"',
    '"#',
    "b'",
    "f'{",
    '\\N{DIGIT ONE}',
    '\\u{41}',
    '\\u0022',
    '\\x22',
    '\\42',
    '%n',
  ],
  ...['*/', '/*', '//', '///', '//!', '/**', ';)', '(;', ';;', '(@', '??/', '??)', '{-', '-}', '#include', '#define x', '@param'],
  ...['@external("a","b")', '&#33;', '&lt;', 'http://', 'www.', '](', '![', '[^1]', '__proto__', 'evil()', ' ', '  '],
];

/** Enough to write any program in JavaScript. */
export const codeWithoutLetters: readonly string[] = [...'[]()!+', '*/', '\n'];

/** What hides or turns text, and controls that terminals and parsers obey. */
const hidden: readonly string[] = [
  ...[
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u009b',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u200e',
    '\u202a',
    '\u202e',
    '\u2066',
    '\u2069',
  ],
  ...['\u3000', '\ufe0f', '\ufeff', '\ufffe', '\u{1d173}', '\u{e0001}', '\u{e0041}', '\u{10ffff}'],
];

/** All that is special in some language. */
export const special: readonly string[] = [...'*/\\"\'`?<>#@{}[]()!|&;:%_-+=~^$.,\n\r\t', ...lineEnds, ...templates, ...hidden];

const ordinary = [...'abcXYZ 0129_é日😀'];

/** Half of the pieces are special. Well-formed Unicode: a lone surrogate is refused when a schema is read. */
const hostile = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.string({ unit: fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...ordinary)), minLength: 1, maxLength: 16 });

/** Seed of a run; `FC_SEED` repeats one. */
export const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

export const sampled = (count: number, batch: number, pieces: readonly string[]): string[] =>
  fc.sample(hostile(pieces), { numRuns: count, seed: seed + batch });

/**
 * A text of the same shape with nothing special in it: the same breaks of lines and the same blanks, since documentation is
 * laid out by them, and the same zero bytes, since some toolchains cannot hold names with them.
 */
export const harmless = (text: string): string => text.replace(/\r\n|[\s\S]/gu, (part) => (kept.has(part) ? part : 'x'));

const kept: ReadonlySet<string> = new Set(['\r\n', '\n', '\t', ' ', '\u0000', '\u00a0', '\u3000']);

/** Gives out texts for the places of a schema, one after the other. */
export class Slots {
  /** Module and field names, and names of other things that stand in the manifest. */
  readonly names: string[] = [];
  /** Literals and property names of payloads. */
  readonly literals: string[] = [];
  /** How many texts were given out. */
  used = 0;

  constructor(
    readonly texts: readonly string[],
    readonly change: (text: string) => string,
  ) {}

  /** Free text. */
  text(): string {
    return this.change(this.texts[this.used++ % this.texts.length] ?? '');
  }

  /** A free name: unlike every other, no identifier of any language, and before every later one in the order of code points. */
  label(): string {
    return `${String(this.used).padStart(5, '0')} ${this.text()}`;
  }

  name(): string {
    const made = this.label();
    this.names.push(made);
    return made;
  }

  literal(): string {
    const made = this.label();
    this.literals.push(made);
    return made;
  }
}
