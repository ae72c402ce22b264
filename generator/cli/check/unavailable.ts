import { type DiagnosticCode, diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';

/** Thrown where a version cannot be had: it ends the command, and never counts as a version that is compatible. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    readonly why: string,
    readonly help?: string,
    readonly code: Extract<DiagnosticCode, 'reference/unavailable' | 'reference/limit'> = 'reference/unavailable',
  ) {
    super(why);
  }

  diagnostic(ref: string): Diagnostic {
    return diagnostic(this.code, undefined, { ref, why: this.why }, { help: this.help });
  }
}

/** Thrown where something is too large to be read. */
export const tooMuch = (why: string): Unavailable => new Unavailable(why, undefined, 'reference/limit');
