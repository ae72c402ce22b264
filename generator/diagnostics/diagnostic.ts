/** A place in a text: 1-based line and column (in UTF-16 units), 0-based offset. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A range of a source file, with the JSON pointer (RFC 6901) of the value that stands there. */
export interface Span {
  readonly file: string;
  readonly pointer: string;
  readonly start: Position;
  readonly end: Position;
}

/** A span that knows the item and not yet the text: the pipeline gives it its positions. */
export const unplaced = ({ file, pointer }: { readonly file: string; readonly pointer: string }): Span => ({
  file,
  pointer,
  start: { line: 0, column: 0, offset: 0 },
  end: { line: 0, column: 0, offset: 0 },
});

/** A second place that explains a diagnostic, such as the first of two equal names. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

export type Severity = 'error' | 'warning';

/** One finding about what the user wrote: what is wrong, where, and what to do. */
export interface Diagnostic {
  /** `stage/what-is-wrong`; `molt-abi explain CODE` tells more. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span | undefined;
  readonly related: readonly RelatedPlace[];
  readonly help: string | undefined;
}

/** What a stage returns. `value` is undefined if and only if an error was reported. */
export interface Result<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A bug of ours, never a mistake of the user. Ends the process with exit 70. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((diagnostic) => diagnostic.severity === 'error');

/** Closes a stage: drops the value if anything that was reported is an error. */
export const result = <T>(value: T | undefined, diagnostics: readonly Diagnostic[]): Result<T> => ({
  value: hasErrors(diagnostics) ? undefined : value,
  diagnostics,
});
