import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, hasErrors, InternalError, type Result, result } from '../diagnostics/diagnostic.js';
import type { AbiDocuments, JsonDocument, RawAbi } from '../source/document.js';
import { abiFile } from '../source/load.js';
import { headOf, translate } from './errors.js';
import { hiddenText } from './hidden.js';
import { duplicateInterfaces, listedInterfaces, unlistedInterfaces } from './references.js';
import type { Role } from './subschema.js';
import { abiDocument, interfaceDocument } from './validator.generated.js';

/** Diagnostics per file; more are summed up in one. */
const maxShown = 100;

/**
 * Checks that `abi.json` and the interface files it lists have the shape of the language, that the list names each file
 * inside the folder once, and that interface names are unique. Reports the faults of all files, by place.
 */
export function validate(documents: AbiDocuments): Result<RawAbi> {
  const abi = documents.documents.get(abiFile);
  if (!abi) {
    const path = `${documents.folder}/${abiFile}`;
    return result<RawAbi>(undefined, [
      diagnostic('io/read', undefined, { path, why: 'there is no such file, so the folder is no ABI version' }),
    ]);
  }
  const listed = listedInterfaces(abi, documents.documents, documents.settled);
  const parts = new Set([abi, ...listed.interfaces]);
  const others = new Map([...documents.documents].filter(([, document]) => !parts.has(document)));
  const diagnostics = [
    ...inOrder(abi, [...shape(abi, 'abiDocument'), ...listed.diagnostics]),
    ...listed.interfaces.flatMap((document) => inOrder(document, shape(document, 'interfaceDocument'))),
    ...duplicateInterfaces(listed.interfaces),
  ];
  // While the list or a shape is wrong, these say little.
  if (!hasErrors(diagnostics))
    diagnostics.push(...unlistedInterfaces([...others.values()]), ...[...documents.documents.values()].flatMap(hiddenText));
  const { folder, settled } = documents;
  return result({ folder, abi, interfaces: listed.interfaces, documents: others, ...(settled && { settled }) }, diagnostics);
}

const validators = { abiDocument, interfaceDocument } as const;

/** Documents that were found to have the right shape. */
const sound: Readonly<Record<Role, WeakSet<JsonDocument>>> = { abiDocument: new WeakSet(), interfaceDocument: new WeakSet() };

function shape(document: JsonDocument, role: Role): Diagnostic[] {
  const validator = validators[role];
  if (sound[role].has(document)) return [];
  if (validator(document.value)) {
    sound[role].add(document);
    return [];
  }
  const errors = (validator.errors ?? []).filter((error) => error !== undefined);
  const faults = errors.map((error) => translate(document, role, error)).filter((fault) => fault !== undefined);
  if (faults.length === 0)
    throw new InternalError(`ajv refuses ${document.file}, and no error has a translation: ${JSON.stringify(errors[0])}`);
  return faults;
}

/** Sorted by place, each fault once, and not more than can be read. */
function inOrder(document: JsonDocument, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort((a, b) => (a.span?.start.offset ?? 0) - (b.span?.start.offset ?? 0));
  const unique = new Map<string, Diagnostic>();
  for (const fault of sorted) {
    const key = `${fault.span?.start.offset} ${fault.code === 'shape/missing-key' ? fault.message : ''}`;
    if (!unique.has(key)) unique.set(key, fault);
  }
  const faults = [...unique.values()];
  if (faults.length <= maxShown) return faults;
  return [...faults.slice(0, maxShown), diagnostic('shape/too-many', headOf(document, ''), { shown: maxShown, file: document.file })];
}
