import { dirname, relative, resolve } from 'node:path';
import { buildReport, type ReportInput } from '../../../compat-policy/report/build.js';
import type { CheckReport, GuestsReport, Location, ReportFormat, VersionReport } from '../../../compat-policy/report/model.js';
import { type Span, unplaced } from '../../diagnostics/diagnostic.js';
import { ledgerFile, readJson } from '../../history/ledger.js';
import type { Origin } from '../../ir/abi.js';
import { nodeHost } from '../../source/node-host.js';
import { toolVersion } from '../../version.js';
import { policyFile } from '../policy.js';
import type { Located } from './locate.js';
import type { CompiledVersion, Versions } from './releases.js';

/** What a command found, without what the two versions say themselves. */
export type Findings = Omit<ReportInput, 'tool' | 'baseline' | 'candidate' | 'locate' | 'locateBaseline'>;

/** A report of what was found, with locations relative to what the format asks for, and the texts that they are in. */
export function reportOf(
  { baseline, candidate }: Versions,
  findings: Findings,
  paths: ReportFormat['paths'],
  folder: string,
): { readonly report: CheckReport; readonly sourceOf: (file: string) => string | undefined } {
  const from = pathsIn(baseline.at, baseline.found.folder, paths, folder);
  const to = pathsIn(candidate.at, candidate.found.folder, paths, folder);
  const beside = pathsIn(candidate.at, candidate.at.abi, paths, folder);
  const inCandidate = locator(candidate, to);
  const report = buildReport({
    ...findings,
    guests: findings.guests && withPaths(findings.guests, guestPaths(paths, folder)),
    tool: { name: 'molt-abi', version: toolVersion() },
    baseline: versionReport(baseline),
    candidate: versionReport(candidate),
    locate: (origin) => inCandidate(origin) ?? besideVersions(candidate.at, origin, beside),
    locateBaseline: locator(baseline, from),
  });
  const texts = new Map(candidate.sources.files.map(({ name, bytes }) => [to(name), bytes]));
  const sourceOf = (file: string) => {
    const bytes = texts.get(file);
    return bytes && new TextDecoder().decode(bytes);
  };
  return { report, sourceOf };
}

const versionReport = ({ at, found, abi }: CompiledVersion): VersionReport => ({
  ref: at.ref,
  abi: abi.name,
  version: abi.version,
  date: found.entry?.date ?? abi.released ?? null,
  digest: abi.digest,
});

const locator =
  ({ lowered }: CompiledVersion, pathOf: (file: string) => string) =>
  (origin: Origin): Location | null => {
    const span = lowered.locate(unplaced(origin));
    return span.start.line === 0 ? null : location(span, pathOf(span.file));
  };

const location = ({ pointer, start, end }: Span, file: string): Location => ({
  file,
  pointer,
  line: start.line,
  column: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A place in a file that stands beside the versions: the ledger or the policy. */
function besideVersions({ host, abi }: Located, { file, pointer }: Origin, pathOf: (file: string) => string): Location | null {
  if (![ledgerFile, policyFile].includes(file)) return null;
  const document = readJson(host, abi, file).value;
  return document ? location(document.spanOf(pointer), pathOf(file)) : null;
}

/** Gives the path of a file in a folder. What is not on this disk has its path in the revision or the package. */
function pathsIn(at: Located, container: string, paths: ReportFormat['paths'], folder: string): (file: string) => string {
  const here = container === '.' ? '' : `${container}/`;
  if (at.host !== nodeHost || paths === 'folder') return (file) => `${here}${file}`;
  const full = resolve(folder, container);
  const top = repositoryOf(full) ?? dirname(resolve(folder, at.abi));
  const below = relative(top, full).replaceAll('\\', '/');
  return (file) => (below === '' ? file : `${below}/${file}`);
}

/** Modules are named as they were asked for, or from the top of the repository of the current folder. */
function guestPaths(paths: ReportFormat['paths'], folder: string): (path: string) => string {
  const top = paths === 'folder' ? undefined : repositoryOf(folder);
  if (top === undefined) return (path) => path;
  return (path) => {
    const full = resolve(folder, path).replaceAll('\\', '/');
    const below = relative(top, full).replaceAll('\\', '/');
    return below.startsWith('../') ? full : below;
  };
}

function withPaths({ modules, broken, unreadable, notOnBaseline }: GuestsReport, pathOf: (path: string) => string): GuestsReport {
  const placed = <T extends { readonly path: string }>(guests: readonly T[]) =>
    guests.map((guest) => ({ ...guest, path: pathOf(guest.path) }));
  return { modules, broken: placed(broken), unreadable: placed(unreadable), notOnBaseline: placed(notOnBaseline) };
}

/** The top of the repository in which a folder lies. */
function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (nodeHost.kind(`${at}/.git`) !== 'missing') return at;
    if (at === dirname(at)) return undefined;
  }
}
