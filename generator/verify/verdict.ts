import type { ExternKind } from '../../runtime-glue/wasm/module.js';
import type { Severity } from '../diagnostics/diagnostic.js';
import type { CheckedImport } from './imports.js';
import type { Stamp } from './stamp.js';

export interface ExportRow {
  readonly name: string;
  /** Kind and type of what the module has; of a missing one what hosts expect. */
  readonly kind: ExternKind;
  readonly type: string | null;
  /** `own` is what the ABI does not speak of. */
  readonly status: 'ok' | 'missing' | 'mistyped' | 'own';
}

export interface VerifyFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  /** The import or export that it is about. */
  readonly import: { readonly module: string; readonly name: string } | null;
  readonly export: string | null;
}

/** What is needed of the host: one of the names. `granted` is null where grants are no matter. */
export interface Need {
  readonly oneOf: readonly string[];
  /** How many imports need it. */
  readonly imports: number;
  readonly granted: boolean | null;
}

/** What was found of one module. */
export interface Verdict {
  readonly module: { readonly path: string; readonly sha256: string; readonly bytes: number };
  /** The target it is held to; null for any. */
  readonly target: string | null;
  /** Targets that have everything that it imports. */
  readonly runsOn: readonly string[];
  readonly abi: { readonly name: string; readonly version: string; readonly digest: string };
  readonly pass: boolean;
  /** The oldest and the newest release whose hosts can run it; null if none can. */
  readonly floor: string | null;
  readonly newest: string | null;
  readonly capabilities: readonly Need[];
  readonly imports: readonly CheckedImport[];
  readonly exports: readonly ExportRow[];
  readonly findings: readonly VerifyFinding[];
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
  readonly stamp: Stamp | null;
}
