/** A string literal: the offset after it, or what is wrong in it and where. */
export type ScannedString =
  | { readonly at: number; readonly escaped: boolean; readonly fault?: undefined }
  | { readonly at: number; readonly fault: string };

const quoteMark = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
const letterU = 0x75;

/** Scans the string literal (RFC 8259, section 7) whose opening quote stands at `start`. Escapes must give whole characters. */
export function scanString(text: string, start: number): ScannedString {
  let escaped = false;
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quoteMark) return { at: at + 1, escaped };
    if (code === backslash) {
      const length = escapeLength(text, at);
      if (typeof length === 'string') return { at, fault: length };
      escaped = true;
      at += length;
    } else if (code >= firstPrintable) at++;
    else return { at, fault: at >= text.length ? 'that is closed by a quote' : 'in which control characters are escaped' };
  }
}

/** Length of the escape sequence at a backslash (12 for a surrogate pair), or what is wrong with it. */
function escapeLength(text: string, at: number): number | string {
  const kind = text.charCodeAt(at + 1);
  if (kind !== letterU) return '"\\/bfnrt'.includes(text[at + 1] ?? '?') ? 2 : 'with the escapes that JSON has';
  const unit = hexUnit(text, at);
  if (unit === undefined) return 'with four hexadecimal digits after \\u';
  if (unit < 0xd800 || unit > 0xdfff) return 6;
  const low = unit < 0xdc00 ? hexUnit(text, at + 6) : undefined;
  return low !== undefined && low >= 0xdc00 && low <= 0xdfff ? 12 : 'without lone surrogates';
}

function hexUnit(text: string, at: number): number | undefined {
  if (text[at] !== '\\' || text[at + 1] !== 'u') return undefined;
  const digits = text.slice(at + 2, at + 6);
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
