import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, hasErrors, type Result, result } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';
import { isDate } from '../../history/ledger.js';
import { listVersions } from '../../history/versions.js';
import { nodeHost } from '../../source/node-host.js';
import { readSettings } from '../settings.js';
import { compileBriefly } from './briefly.js';
import { type Home, type Located, locate, locateBaseline, locateCandidate } from './locate.js';
import { parseRef, type Ref } from './ref.js';
import { type CompiledVersion, compileLocated, type Versions } from './releases.js';

/** Which two versions are compared, as the command line says it. */
export interface VersionOptions {
  readonly abi?: string;
  /** Absent: the newest release below the candidate. */
  readonly against?: string;
  /** Absent: the candidate of the ABI. */
  readonly candidate?: string;
  /** Whether all of each version is compiled, also what the comparison of the two has no need of. */
  readonly whole?: boolean;
  /** Whether, where nothing is named and there is no candidate, the newest release is held against itself. */
  readonly orNewest?: boolean;
}

/** Names of the two in messages: the options or arguments by which they are given. */
export interface VersionNames {
  readonly baseline: string;
  readonly candidate: string;
}

/** Finds and compiles the two versions. The diagnostics of either that are only warnings go along. */
export async function readVersions(options: VersionOptions, names: VersionNames, folder: string): Promise<Result<Versions>> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics);
    return step.value;
  };
  const refOf = (text: string | undefined, name: string) => (text === undefined ? undefined : take(parseRef(text, name)));
  const settings = take(readSettings(options.abi === undefined ? {} : { abi: options.abi }, folder));
  // Both names are read before either is looked up, so that no program is started for one when the other is wrong.
  const alone = settings !== undefined && isWithoutCandidate(options, settings.abi) ? 'latest' : undefined;
  const against = refOf(options.against ?? alone, names.baseline);
  const candidate = refOf(options.candidate ?? alone, names.candidate);
  if (!settings || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const isHomeMeant = !candidate || isOfHome(candidate) || (against !== undefined && isOfHome(against));
  if (settings.isEmbedded && isHomeMeant) diagnostics.push(diagnostic('reference/embedded', undefined, {}));
  const home: Home = { abi: settings.abi, folder };
  const to = take(candidate ? await locate(candidate, 'candidate', home) : locateCandidate(home));
  const from = to && take(against ? await locate(against, 'baseline', home) : locateBaseline(to));
  if (!from || !to) return { value: undefined, diagnostics };
  // Where both are named, that is what was meant.
  if (options.candidate === undefined && against && !alone && isSame(from, to))
    diagnostics.push(diagnostic('reference/same', undefined, { version: to.found.version }));
  const briefly = options.whole || against ? undefined : compileBriefly(from, to);
  if (briefly) return { value: briefly, diagnostics };
  const baseline = take(compileLocated(from));
  const compiled = baseline && take(compileLocated(to, baseline));
  return { value: baseline && compiled && { baseline, candidate: compiled }, diagnostics };
}

/** Whether a version is looked up in the ABI at hand, and not in a folder or a package that the ref names itself. */
const isOfHome = (ref: Ref): boolean => ref.kind === 'release' || (ref.kind === 'git' && ref.path === undefined);

const isSame = (a: Located, b: Located): boolean =>
  a.host === b.host && a.host.realPath(a.found.folder) === b.host.realPath(b.found.folder);

/** Whether an ABI has releases and nothing beside them, where that is no reason to refuse. */
function isWithoutCandidate({ orNewest, against, candidate }: VersionOptions, abi: string): boolean {
  if (!orNewest || against !== undefined || candidate !== undefined || nodeHost.kind(`${abi}/abi.json`) === 'file') return false;
  return listVersions(nodeHost, abi).value?.every(({ released }) => released) ?? false;
}

/** The date of a check: the one that was given, else the one for which the candidate is planned. The clock has no say. */
export function dateOf(asOf: string | undefined, { abi, found }: CompiledVersion): Result<string> {
  const refuse = (why: string): Result<string> =>
    result<string>(undefined, [diagnostic('usage/option', undefined, { option: '--as-of', why })]);
  if (asOf !== undefined)
    return isDate(asOf) ? result(asOf, []) : refuse(`needs a day of the calendar, such as 2026-04-12, not ${quote(asOf)}`);
  const date = found.entry?.date ?? abi.released;
  if (date !== undefined) return result(date, []);
  return refuse(`is needed: ${found.folder} says no date (\`released\`), and windows are counted in days up to a date`);
}
