import { type Diagnostic, hasErrors, type Result } from '../diagnostics/diagnostic.js';
import { type FoundVersion, verifyVersion } from '../history/versions.js';
import { importsOf } from '../ir/abi.js';
import { type Compilation, compile } from '../pipeline.js';
import type { Host } from '../source/host.js';
import { count } from './output.js';

/** One version of an ABI, found, compiled and held to the ledger. */
export interface Subject extends Compilation {
  readonly found: FoundVersion;
  /** How many imports the version has, where only some of them are compiled. */
  readonly outOf?: number;
}

/**
 * Compiles a version that was found. A released one whose digest is not that of the ledger is refused. What an earlier version
 * has in common with it is taken over.
 */
export const compileVersion = (host: Host, found: FoundVersion, earlier?: Compilation): Result<Subject> =>
  heldToLedger(compile(host, found.folder, earlier), found);

/** A compiled version as what it was found as; refused if it is something else. */
export function heldToLedger(compiled: Result<Compilation>, found: FoundVersion): Result<Subject> {
  const diagnostics: Diagnostic[] = [...compiled.diagnostics];
  if (compiled.value) diagnostics.push(...verifyVersion(found, compiled.value.abi));
  return { value: compiled.value && !hasErrors(diagnostics) ? { ...compiled.value, found } : undefined, diagnostics };
}

/** `molt 1.4.0 (93 imports)`, `molt 1.4.0 (5 of 93 imports)`. */
export const describeSubject = ({ abi, found, outOf }: Subject): string => {
  const imports = importsOf(abi).length;
  const state = found.ledgerOf !== undefined && !found.released ? ', candidate' : '';
  return `${abi.name} ${abi.version} (${outOf === undefined ? count(imports, 'import') : `${imports} of ${count(outOf, 'import')}`}${state})`;
};
