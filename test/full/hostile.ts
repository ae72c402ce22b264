import fc from 'fast-check';

/** What is special in some language: ends of strings and comments, escapes, line ends, and characters that hide or turn text. */
const special = [
  ...'*/\\"\'`?<>#@{}[]()!|&;:%_-+=~^$.,\n\r\t',
  '\u0000',
  '\u000b',
  '\u000c',
  '\u001b',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
  '*/',
  '/*',
  '"""',
  '```',
  '\\\n',
  '\r\n',
  '\n\n',
  'http://',
  'www.',
  '&#33;',
];

/** Texts of up to 40 units of which half are special. */
export const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(...special), fc.constantFrom(...'abc 019é日')),
  maxLength: 40,
});
