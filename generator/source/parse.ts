import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import type { AbiDocuments, AbiSources, JsonDocument } from './document.js';
import { readJson } from './json.js';
import { limits } from './limits.js';

/** Reads every file as JSON and reports the first fault of each. Their names and roles are not looked at. */
export function parse(sources: AbiSources): Result<AbiDocuments> {
  const diagnostics: Diagnostic[] = [];
  const documents = new Map<string, JsonDocument>();
  let valuesLeft: number = limits.jsonValues;
  for (const { name, bytes } of sources.files) {
    const { document, values } = readJson(name, bytes, valuesLeft);
    valuesLeft = Math.max(0, valuesLeft - values);
    if ('code' in document) diagnostics.push(document);
    else documents.set(name, document);
  }
  return result({ folder: sources.folder, documents }, diagnostics);
}
