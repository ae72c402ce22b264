import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { visible } from '../diagnostics/visible.js';
import type { JsonDocument, JsonValue } from '../source/document.js';
import { pointerSegment } from '../source/pointer.js';

/**
 * Warns of a file whose texts hold characters that a reviewer does not see, or that reorder what stands around them. Output
 * shows them as escapes, or keeps them exactly where they are data (import names, values of payloads).
 */
export function hiddenText(document: JsonDocument): Diagnostic[] {
  // Most files hold nothing but plain characters; an escape may stand for any.
  if (!/[^\t\n\r\x20-\x7e]|\\u/.test(document.text)) return [];
  const found = [...textsIn(document.value, '')].filter(([text]) => firstHidden(text) !== undefined);
  const [first] = found;
  if (!first) return [];
  const [text, pointer] = first;
  return [diagnostic('shape/hidden-text', document.spanOf(pointer), { character: visible(firstHidden(text) ?? ''), texts: found.length })];
}

/** Every string of a document with the pointer of its value; of a key that of its member. */
function* textsIn(value: JsonValue, pointer: string): Iterable<readonly [text: string, pointer: string]> {
  if (typeof value === 'string') yield [value, pointer];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const below = `${pointer}/${pointerSegment(key)}`;
    yield [key, below];
    yield* textsIn(inner, below);
  }
}

/** The first hidden character that is no line break or tab. */
function firstHidden(text: string): string | undefined {
  if (!/[^\t\n\r\x20-\x7e]/.test(text)) return undefined;
  const plain = text.replaceAll(/\r?\n|\t/g, '');
  return [...plain].find((character) => visible(character) !== character);
}
