import type { UnreadableGuest } from '../../../compat-policy/report/model.js';
import type { Index } from '../../verify/imports.js';
import { rangeOf, type Standing } from '../../verify/standing.js';
import type { Surface } from '../../verify/surface.js';
import { needsOf, type Subject } from '../../verify/verify.js';

/** The names of an import: of its module, and its own. */
export type ImportName = readonly [module: string, name: string];

/** What one module uses of an ABI: a line of the census. Every key is always there, in this order, so that lines make columns. */
export interface CensusRow {
  readonly path: string;
  /** Of its bytes, in hex digits; null if they were not read. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** Why nothing more is known; null if it is. */
  readonly error: string | null;
  readonly abi: string | null;
  /** The version of the ABI by which `targets`, `unlisted` and `capabilities` are told: that of the candidate. */
  readonly version: string | null;
  /** The oldest and the newest release that runs it; null if none does. */
  readonly floor: string | null;
  readonly newest: string | null;
  /** Targets that have everything that it imports. */
  readonly targets: readonly string[];
  readonly imports: readonly ImportName[];
  /** Imports that the ABI does not have. */
  readonly unlisted: readonly ImportName[];
  /** What it needs of its host, by name; `a or b` where one of them is enough. */
  readonly capabilities: readonly string[];
}

/** The line of a module as it stands with hosts of the candidate, and with those of the releases, lowest first. */
export function censusRow(
  { path, sha256, bytes, module }: Subject,
  { linked, targets }: Standing,
  candidate: Surface,
  releases: readonly Index[],
): CensusRow {
  const { floor, newest } = rangeOf(releases, module, undefined);
  return {
    path,
    sha256,
    bytes,
    error: null,
    abi: candidate.abi,
    version: candidate.version,
    floor,
    newest,
    targets,
    imports: linked.map(({ found }) => nameOf(found)),
    unlisted: linked.filter(({ item, targets: open }) => item === undefined && open === undefined).map(({ found }) => nameOf(found)),
    capabilities: needsOf(linked).map(({ oneOf }) => oneOf.join(' or ')),
  };
}

const nameOf = ({ module, name }: { readonly module: string; readonly name: string }): ImportName => [module, name];

export const unreadableRow = ({ path, rule, message }: UnreadableGuest): CensusRow => ({
  path,
  sha256: null,
  bytes: null,
  error: `${rule}: ${message}`,
  abi: null,
  version: null,
  floor: null,
  newest: null,
  targets: [],
  imports: [],
  unlisted: [],
  capabilities: [],
});

/** A row as JSON, in one line with its end. */
export const censusLine = (row: CensusRow): string => `${JSON.stringify(row)}\n`;
