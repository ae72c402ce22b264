import { diagnostic, exitOf } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ExitCode } from '../diagnostics/entry.js';
import { reason } from './writer/disk.js';

/** Exit codes, the gravest first: a bug of ours, input and output, limit, wasm, schema or policy, usage, findings. */
const gravity: readonly ExitCode[] = [70, 5, 6, 4, 3, 2, 1];

/** The exit code of a run: that of its gravest error, or 0. Warnings do not count. */
export function exitCode(diagnostics: readonly Diagnostic[]): number {
  const codes = new Set(diagnostics.filter((d) => d.severity === 'error').map((d) => exitOf(d.code)));
  return gravity.find((code) => codes.has(code)) ?? 0;
}

/** The diagnostic for an error of the operating system that no stage turned into one, or undefined for a bug of ours. */
export function systemFault(cause: unknown): Diagnostic | undefined {
  const { syscall, code, path } = cause as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return undefined;
  return diagnostic('io/read', undefined, { path: path ?? 'the current folder', why: reason(cause) });
}

/** What is said of a bug of ours. The stack is shown only on demand. */
export function bugReport(cause: unknown, debug: boolean): string {
  const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  const detail = debug ? `${stack}\n` : 'Set MOLT_ABI_DEBUG=1 to see where it happened.\n';
  return `molt-abi: internal error: ${message.split('\n')[0]}\nThis is a bug in molt-abi. Please report it, with the command and the schema that led to it.\n${detail}`;
}
