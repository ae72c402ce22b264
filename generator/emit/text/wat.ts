/** Line comments of the WebAssembly text format, from lines of `docLines`: none of these holds what ends a line. */
export const watComment = (lines: readonly string[]): string => lines.map((line) => `;; ${line}`.trimEnd()).join('\n');

/** A string of the WebAssembly text format with exactly the text's UTF-8 bytes; all but printable ASCII is `\hh`. */
export function watString(text: string): string {
  let escaped = '';
  for (const byte of new TextEncoder().encode(text)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    escaped += plain ? String.fromCharCode(byte) : `\\${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${escaped}"`;
}
