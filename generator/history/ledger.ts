import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result, type Span } from '../diagnostics/diagnostic.js';
import { compare } from '../ir/version.js';
import { type Windows, windowFaults } from '../ir/windows.js';
import { checkedHost } from '../source/checked-host.js';
import type { JsonDocument, JsonObject, JsonValue } from '../source/document.js';
import type { Host } from '../source/host.js';
import { parse } from '../source/parse.js';
import { readSource } from '../source/read.js';
import { canonicalJson, sha256 } from './canonical.js';

/** Name of the ledger, beside the version folders of an ABI. */
export const ledgerFile = 'releases.json';

/** One release. The digest of an entry is that of the canonical JSON of these members, without the span. */
export interface LedgerEntry {
  readonly version: string;
  /** UTC calendar date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Digest of the canonical form of the version. */
  readonly digest: string;
  /** Digest of the entry before this one; null for the first. */
  readonly previous: string | null;
  /** The windows of the policy under which it was released; undefined in entries that do not say. */
  readonly windows?: Windows | undefined;
  /** Where the entry stands in the ledger. */
  readonly span: Span;
}

/** The released versions of an ABI, oldest first: a chain in which each entry holds the digest of the one before. */
export interface Ledger {
  readonly abi: string;
  readonly entries: readonly LedgerEntry[];
}

/** Digest that the next entry must name as `previous`. */
export const entryDigest = (entry: Omit<LedgerEntry, 'span'>): string => sha256(canonicalJson(entryJson(entry)));

/** An entry as it stands in the file, in the order of its documentation. */
export const entryJson = ({ version, date, digest, previous, windows }: Omit<LedgerEntry, 'span'>): JsonObject => ({
  version,
  date,
  digest,
  previous,
  // An entry without windows has the digest that it had before there were any.
  ...(windows && { windows: windows as unknown as JsonObject }),
});

/** Reads and verifies `releases.json` of a folder: its form, its chain, and that versions and dates ascend. */
export function readLedger(host: Host, folder: string): Result<Ledger> {
  const document = readJson(host, folder, ledgerFile);
  return document.value ? verify(document.value) : { value: undefined, diagnostics: document.diagnostics };
}

/** Reads one JSON file of a folder. */
export function readJson(host: Host, folder: string, name: string): Result<JsonDocument> {
  const bytes = readSource(checkedHost(host), `${folder}/${name}`, name);
  if ('code' in bytes) return result<JsonDocument>(undefined, [bytes]);
  const parsed = parse({ folder, files: [{ name, bytes }] });
  return { value: parsed.value?.documents.get(name), diagnostics: parsed.diagnostics };
}

function verify(document: JsonDocument): Result<Ledger> {
  const diagnostics: Diagnostic[] = [];
  const bad = (pointer: string, why: string) => void diagnostics.push(diagnostic('history/bad-ledger', document.spanOf(pointer), { why }));

  const root = members(document.value, ['abi', 'releases'], ['$schema'], (why) => bad('', why));
  if (!root) return result<Ledger>(undefined, diagnostics);
  if (typeof root.abi !== 'string' || root.abi === '') bad('/abi', 'abi is the name of the ABI');
  if (!Array.isArray(root.releases)) bad('/releases', 'releases is an array');
  const entries: LedgerEntry[] = [];
  for (const [index, value] of (Array.isArray(root.releases) ? (root.releases as readonly JsonValue[]) : []).entries()) {
    const entry = readEntry(value, document.spanOf(`/releases/${index}`), (key, why) => bad(`/releases/${index}${key && `/${key}`}`, why));
    if (entry) entries.push(entry);
  }
  if (diagnostics.length === 0) diagnostics.push(...verifyChain(entries));
  return result({ abi: String(root.abi), entries }, diagnostics);
}

function readEntry(value: JsonValue, span: Span, bad: (key: string, why: string) => void): LedgerEntry | undefined {
  let faults = 0;
  const fault = (key: string, why: string) => {
    faults++;
    bad(key, why);
  };
  const entry = members(value, ['version', 'date', 'digest', 'previous'], ['windows'], (why) => fault('', why));
  if (!entry) return undefined;
  const { version, date, digest, previous } = entry;
  if (typeof version !== 'string' || !versionForm.test(version)) fault('version', 'version is a semantic version, such as 1.4.0');
  if (typeof date !== 'string' || !isDate(date)) fault('date', 'date is a calendar date, such as 2026-04-12');
  if (!isDigest(digest)) fault('digest', 'digest is `sha256:` and 64 hex digits');
  if (previous !== null && !isDigest(previous)) fault('previous', 'previous is null or `sha256:` and 64 hex digits');
  for (const { pointer, why, unknownOf } of entry.windows === undefined ? [] : windowFaults(entry.windows, 'all'))
    fault(`windows${pointer}`, unknownOf ? `windows have no key ${why}` : `windows${pointer} ${why}`);
  if (faults > 0) return undefined;
  return {
    version: version as string,
    date: date as string,
    digest: digest as string,
    previous: previous as string | null,
    windows: entry.windows as unknown as Windows | undefined,
    span,
  };
}

function verifyChain(entries: readonly LedgerEntry[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    const broken = (why: string) => void diagnostics.push(diagnostic('history/broken-chain', entry.span, { version: entry.version, why }));
    if (entry.previous !== (before ? entryDigest(before) : null))
      broken(
        before
          ? `does not follow ${before.version}: its previous is not the digest of that entry`
          : 'is the first, so its previous must be null',
      );
    if (before && compare(before.version, entry.version) >= 0) broken(`is not higher than ${before.version}, which stands before it`);
    if (before && before.date > entry.date) broken(`is dated ${entry.date}, before ${before.version} of ${before.date}`);
  }
  return diagnostics;
}

/** The value as an object with exactly these keys, or undefined after saying what it is instead. */
function members(
  value: JsonValue,
  required: readonly string[],
  optional: readonly string[],
  bad: (why: string) => void,
): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    bad(`an object with ${required.join(', ')} is expected`);
    return undefined;
  }
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const missing = required.find((key) => !keys.includes(key));
  const unknown = keys.find((key) => !required.includes(key) && !optional.includes(key));
  if (missing !== undefined) bad(`the key ${missing} is missing`);
  if (unknown !== undefined) bad(`there is no key ${unknown}`);
  return missing === undefined && unknown === undefined ? object : undefined;
}

/** Semantic versions as folders and ledgers spell them: without `v` and without build metadata. */
export const versionForm =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;

const isDigest = (value: JsonValue | undefined): boolean => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);

/** Whether a text is a day that the calendar has, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
