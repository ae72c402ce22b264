import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import type { JsonDocument } from './document.js';
import { limits } from './limits.js';
import { Fault, Reader } from './reader.js';
import { SpanTable, spanLookup } from './spans.js';
import { decode, fileSpan, locator } from './text.js';

/** Values per character that the table of spans is made for; it grows where a document is denser. */
const usualDensity = 1 / 12;

/** A read file with the number of its values. */
export interface ReadJson {
  readonly document: JsonDocument | Diagnostic;
  readonly values: number;
}

/**
 * Reads one JSON file (RFC 8259) in linear time, more strictly than `JSON.parse`: UTF-8 without substitution, no duplicate
 * keys, no lone surrogates, no number that loses digits or sign, at most the depth and sizes of `limits`.
 * The first fault ends the file. `file` is the name that diagnostics print.
 */
export function parseJson(file: string, bytes: Uint8Array): Result<JsonDocument> {
  const { document } = readJson(file, bytes, limits.jsonValues);
  return 'code' in document ? result<JsonDocument>(undefined, [document]) : result(document, []);
}

/** As `parseJson`, for one of several files that may have `maxValues` values left to them. */
export function readJson(file: string, bytes: Uint8Array, maxValues: number): ReadJson {
  if (bytes.length > limits.fileBytes) return { document: tooLarge(file, bytes.length), values: 0 };
  const text = decode(file, bytes);
  if (typeof text !== 'string') return { document: text, values: 0 };
  const locate = locator(text);
  const table = new SpanTable(Math.ceil(text.length * usualDensity));
  try {
    const value = new Reader(file, text, table, locate, maxValues).document();
    return { document: { file, text, value, ...spanLookup(file, text, table, locate) }, values: table.count };
  } catch (cause) {
    if (cause instanceof Fault) return { document: cause.diagnostic, values: table.count };
    throw cause;
  }
}

export const tooLarge = (file: string, bytes: number): Diagnostic =>
  diagnostic('parse/size', fileSpan(file), { bytes, limit: limits.fileBytes });
