import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { formatText } from '../diagnostics/format.js';
import type { FoundVersion } from '../history/versions.js';
import { nodeHost } from '../source/node-host.js';

export const outputFormats = ['text', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/**
 * Diagnostics with code frames. Spans name files relative to the folder of their version; here each is given the path under
 * which one of the folders has it, so that a reader can open it.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], folders: readonly string[], color: boolean): string {
  const locate = (file: string): string => {
    const paths = folders.map((folder) => (folder === '.' ? file : `${folder}/${file}`));
    return paths.find((path) => nodeHost.kind(path) === 'file') ?? file;
  };
  const place = (span: Span): Span => ({ ...span, file: locate(span.file) });
  const located = diagnostics.map((diagnostic) => ({
    ...diagnostic,
    span: diagnostic.span && place(diagnostic.span),
    related: diagnostic.related.map((related) => ({ ...related, span: place(related.span) })),
  }));
  const sourceOf = (path: string) => (nodeHost.kind(path) === 'file' ? new TextDecoder().decode(nodeHost.readFile(path)) : undefined);
  return formatText(located, { sourceOf, color });
}

/** Folders in which the files stand that diagnostics about a version name: its own, the ledger's, that of the configuration. */
export const placesOf = (version: FoundVersion | undefined, abi: string | undefined): string[] =>
  [version?.folder, abi, version && `${version.folder}/..`, '.'].filter((folder) => folder !== undefined);

/** `2 files`, `1 file`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
