import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import type { AbiDocuments, AbiSources, JsonDocument, SourceFile } from './document.js';
import { readJson } from './json.js';
import { limits } from './limits.js';

/** What was made of a file, kept as long as the file is: versions of an ABI share most of theirs. */
const known = new WeakMap<SourceFile, ReturnType<typeof readJson>>();

/** Reads every file as JSON and reports the first fault of each. Their names and roles are not looked at. */
export function parse(sources: AbiSources): Result<AbiDocuments> {
  const diagnostics: Diagnostic[] = [];
  const documents = new Map<string, JsonDocument>();
  let valuesLeft: number = limits.jsonValues;
  for (const file of sources.files) {
    const before = known.get(file);
    const read = before && before.values <= valuesLeft ? before : readJson(file.name, file.bytes, valuesLeft);
    valuesLeft = Math.max(0, valuesLeft - read.values);
    if ('code' in read.document) diagnostics.push(read.document);
    else {
      known.set(file, read);
      documents.set(file.name, read.document);
    }
  }
  const { folder, settled } = sources;
  return result({ folder, documents, ...(settled && { settled }) }, diagnostics);
}
