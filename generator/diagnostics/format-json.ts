import type { Diagnostic, Severity, Span } from './diagnostic.js';

/** A place as data; all null where a diagnostic has none. Lines and columns are 1-based, columns in UTF-16 units. */
export interface PlaceJson {
  readonly file: string | null;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface DiagnosticJson extends PlaceJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly related: readonly ({ readonly message: string } & PlaceJson)[];
}

/** One diagnostic for other programs. Every key is always there, in this order. */
export const diagnosticJson = ({ code, severity, message, span, help, related }: Diagnostic): DiagnosticJson => ({
  code,
  severity,
  message,
  ...placeJson(span),
  help: help ?? null,
  related: related.map((place) => ({ message: place.message, ...placeJson(place.span) })),
});

export const formatJson = (diagnostics: readonly Diagnostic[]): { readonly diagnostics: readonly DiagnosticJson[] } => ({
  diagnostics: diagnostics.map(diagnosticJson),
});

const placeJson = (span: Span | undefined): PlaceJson => ({
  file: span?.file ?? null,
  pointer: span?.pointer ?? null,
  line: span?.start.line ?? null,
  column: span?.start.column ?? null,
  endLine: span?.end.line ?? null,
  endColumn: span?.end.column ?? null,
});
