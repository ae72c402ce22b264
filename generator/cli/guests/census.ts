import type { UnreadableGuest } from '../../../compat-policy/report/model.js';
import type { Verdict } from '../../verify/verdict.js';

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

export function censusRow({ module, abi, floor, newest, runsOn, imports, capabilities }: Verdict): CensusRow {
  return {
    path: module.path,
    sha256: module.sha256,
    bytes: module.bytes,
    error: null,
    abi: abi.name,
    version: abi.version,
    floor,
    newest,
    targets: runsOn,
    imports: imports.map(nameOf),
    unlisted: imports.filter(({ status }) => status === 'unlisted' || status === 'reserved').map(nameOf),
    capabilities: capabilities.map(({ oneOf }) => oneOf.join(' or ')),
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

/** JSON lines, in the order of the rows. */
export const censusText = (rows: readonly CensusRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
