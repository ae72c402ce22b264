import { createHash } from 'node:crypto';
import { pathFault } from '../../emit/paths.js';
import { byCodePoint } from '../../ir/order.js';

/** The file in the output folder that lists what the last run wrote. */
export const recordFile = '.molt-abi.json';

/** Hex SHA-256 by path of every file that a run wrote. */
export type WrittenFiles = ReadonlyMap<string, string>;

/** Hex SHA-256 of bytes, or of a text as UTF-8. */
export const hashOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

export function formatRecord(files: WrittenFiles): string {
  const sorted = [...files].sort(([a], [b]) => byCodePoint(a, b));
  const record = { about: 'Files that molt-abi wrote here, with their SHA-256. Keep it beside them.', files: Object.fromEntries(sorted) };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * Reads a record, or undefined if the text is not one. A path that could lead out of the folder makes it not one, because
 * files that a record lists may be removed.
 */
export function parseRecord(text: string): WrittenFiles | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const files = (value as { files?: unknown } | null)?.files;
  if (typeof files !== 'object' || files === null) return undefined;
  const entries = Object.entries(files as Record<string, unknown>);
  const valid = entries.every(([path, hash]) => pathFault(path) === undefined && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash));
  return valid ? new Map(entries as [string, string][]) : undefined;
}
