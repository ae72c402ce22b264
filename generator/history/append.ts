import type { JsonObject, JsonValue } from '../source/document.js';
import { entryDigest, entryJson, type LedgerEntry } from './ledger.js';

export type NewEntry = Omit<LedgerEntry, 'span' | 'previous'>;

/** The text of a ledger with one more entry. `ledger` is the file as it was read; undefined begins one for the ABI `name`. */
export function appended(ledger: JsonValue | undefined, name: string, newest: LedgerEntry | undefined, entry: NewEntry): string {
  const before = (ledger ?? { abi: name, releases: [] }) as JsonObject;
  const releases = before.releases as readonly JsonValue[];
  const added = entryJson({ ...entry, previous: newest ? entryDigest(newest) : null });
  return `${JSON.stringify({ ...before, releases: [...releases, added] }, null, 2)}\n`;
}
