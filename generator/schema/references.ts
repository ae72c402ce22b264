import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { JsonDocument, JsonValue } from '../source/document.js';
import { isArray, isObject } from './subschema.js';

/** The interface files that `abi.json` lists, in its order, each once; and what is wrong with the list. */
export interface Listed {
  readonly interfaces: readonly JsonDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the listed files but those that are settled. Entries that are not strings are left to the schema. */
export function listedInterfaces(
  abi: JsonDocument,
  documents: ReadonlyMap<string, JsonDocument>,
  settled: Pick<ReadonlyMap<string, unknown>, 'has'> = new Map(),
): Listed {
  const interfaces = new Set<JsonDocument>();
  const diagnostics: Diagnostic[] = [];
  const others = [...documents.keys()].filter((name) => name !== abi.file);
  for (const [index, path] of entries(abi.value).entries()) {
    if (typeof path !== 'string' || path === '' || settled.has(path)) continue;
    const span = () => abi.spanOf(`/interfaces/${index}`);
    const why = pathFault(path, abi.file);
    const document = documents.get(path);
    if (why !== undefined) diagnostics.push(diagnostic('shape/bad-path', span(), { path: quote(path), why }));
    else if (document) interfaces.add(document);
    else diagnostics.push(diagnostic('shape/no-file', span(), { path: quote(path) }, { help: didYouMean(path, others) }));
    if (diagnostics.length > maxFaults) break;
  }
  return { interfaces: [...interfaces], diagnostics };
}

/** Faulty entries after which the rest of the list is not looked at. */
const maxFaults = 100;

const entries = (abi: JsonValue): readonly JsonValue[] =>
  isObject(abi) && abi.interfaces !== undefined && isArray(abi.interfaces) ? abi.interfaces : [];

/** Why a path is not that of a file inside the folder. Paths are never resolved: the form that is allowed needs no resolving. */
function pathFault(path: string, abiFile: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(path)) return 'is a URL; only files inside the folder are read';
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive';
  if (path.includes('\\')) return 'has a backslash';
  if (path.includes('\0')) return 'has a NUL character';
  if (path.startsWith('/')) return 'is absolute';
  const segments = path.split('/');
  if (segments.includes('..')) return 'leaves the folder by ".."';
  if (segments.includes('.') || segments.includes('')) return 'has an empty or "." segment';
  return path === abiFile ? 'is this file itself, not an interface' : undefined;
}

/** Interfaces of the same name. */
export function duplicateInterfaces(interfaces: readonly JsonDocument[]): Diagnostic[] {
  const byName = new Map<string, JsonDocument>();
  const diagnostics: Diagnostic[] = [];
  for (const document of interfaces) {
    const name = isObject(document.value) ? document.value.interface : undefined;
    if (typeof name !== 'string') continue;
    const first = byName.get(name);
    if (!first) byName.set(name, document);
    else {
      const related = [{ message: 'the first one', span: first.spanOf('/interface') }];
      diagnostics.push(diagnostic('shape/duplicate-interface', document.spanOf('/interface'), { name: quote(name) }, { related }));
    }
  }
  return diagnostics;
}

/** Warnings about files that have the form of an interface and are not listed. */
export const unlistedInterfaces = (others: readonly JsonDocument[]): Diagnostic[] =>
  others
    .filter(({ value }) => isObject(value) && value.interface !== undefined)
    .map((document) => diagnostic('shape/unlisted-file', document.keySpanOf('/interface'), { file: quote(document.file) }));
