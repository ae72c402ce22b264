import { emitCatalog } from './catalog/emit.js';
import { historyCatalog } from './catalog/history.js';
import { measureCatalog } from './catalog/measure.js';
import { parseCatalog } from './catalog/parse.js';
import { policyCatalog } from './catalog/policy.js';
import { referenceCatalog } from './catalog/reference.js';
import { releaseCatalog } from './catalog/release.js';
import { resolveCatalog } from './catalog/resolve.js';
import { shapeCatalog } from './catalog/shape.js';
import { toolCatalog } from './catalog/tool.js';
import { verifyCatalog } from './catalog/verify.js';
import { wasmCatalog } from './catalog/wasm.js';
import type { Diagnostic, RelatedPlace, Severity, Span } from './diagnostic.js';

/** Every diagnostic that the tool can raise, by code. */
export const catalog = {
  ...parseCatalog,
  ...shapeCatalog,
  ...resolveCatalog,
  ...historyCatalog,
  ...policyCatalog,
  ...emitCatalog,
  ...referenceCatalog,
  ...releaseCatalog,
  ...toolCatalog,
  ...wasmCatalog,
  ...verifyCatalog,
  ...measureCatalog,
};

export type DiagnosticCode = keyof typeof catalog;

// biome-ignore lint/suspicious/noExplicitAny: the parameters of each entry differ; the call below is typed by the code
type Params<C extends DiagnosticCode> = (typeof catalog)[C] extends { message: (params: infer P) => string } ? P : any;

export interface ReportOptions {
  readonly related?: readonly RelatedPlace[];
  /** Replaces the catalog's help where the place allows better advice, such as a did-you-mean. */
  readonly help?: string | undefined;
}

/** Makes a diagnostic. A wrong code or a wrong parameter does not compile. */
export function diagnostic<C extends DiagnosticCode>(
  code: C,
  span: Span | undefined,
  params: Params<C>,
  options: ReportOptions = {},
): Diagnostic {
  const entry = catalog[code] as { severity: Severity; message: (params: unknown) => string; help?: string };
  return {
    code,
    severity: entry.severity,
    message: entry.message(params),
    span,
    related: options.related ?? [],
    help: options.help ?? entry.help,
  };
}

export const exitOf = (code: string): ExitCode => (catalog as Record<string, { exit: ExitCode }>)[code]?.exit ?? 70;

import type { ExitCode } from './entry.js';
