import type { Concern, Concerns } from '../../../compat-policy/guests/concerns.js';
import type { GuestFault, GuestReport, StrangerReport, UnreadableGuest } from '../../../compat-policy/report/model.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import { type Conditions, type Index, indexOf } from '../../verify/imports.js';
import type { Surface } from '../../verify/surface.js';
import type { Verdict } from '../../verify/verdict.js';
import { type Subject, verify } from '../../verify/verify.js';
import { type CensusRow, censusRow, unreadableRow } from './census.js';

/** What modules are held to. Plain data, so that it can be handed to a worker. */
export interface Plan {
  readonly baseline: Surface;
  readonly candidate: Surface;
  readonly concerns: Concerns;
  /** The releases, lowest first, by which the census tells the oldest and newest host; undefined where no census is asked for. */
  readonly releases: readonly Surface[] | undefined;
}

/** What a change means to one module. */
export type Fate =
  | { readonly kind: 'runs' }
  | { readonly kind: 'broken'; readonly guest: GuestReport }
  | { readonly kind: 'stranger'; readonly guest: StrangerReport }
  | { readonly kind: 'unreadable'; readonly guest: UnreadableGuest };

export interface Inspected {
  readonly fate: Fate;
  readonly row: CensusRow | undefined;
}

export type Inspect = (path: string, read: Result<Subject>) => Inspected;

/** Whatever host it runs on: the targets and grants of a deployment are for `verify`. */
const anyHost: Conditions = { target: undefined, granted: undefined, deterministic: false };

/** Prepares the lookups of a plan once for many modules. */
export function inspector({ baseline, candidate, concerns, releases }: Plan): Inspect {
  const [from, to] = [indexOf(baseline), indexOf(candidate)];
  const released = releases?.map(indexOf);
  const concerned = lookupOf(concerns);
  return (path, { value, diagnostics }) => {
    if (!value) {
      const { code, message } = diagnostics[0] ?? lost;
      const guest = { path, rule: code, message };
      return { fate: { kind: 'unreadable', guest }, row: releases && unreadableRow(guest) };
    }
    const before = verify(value, { index: from, releases: [] }, anyHost);
    const after = verify(value, { index: to, releases: released ?? [] }, anyHost);
    return { fate: fateOf(before, after, concerned, from), row: released && censusRow(after) };
  };
}

const lost = { code: 'io/read', message: 'it cannot be read' };

function fateOf(before: Verdict, after: Verdict, concerned: Lookup, from: Index): Fate {
  if (!before.pass) return { kind: 'stranger', guest: { ...reportOf(before, none), runsOnCandidate: after.pass } };
  const guest = reportOf(after, meeting(before, concerned, from));
  const isBroken = guest.imports.length + guest.exports.length + guest.other.length > 0;
  return isBroken ? { kind: 'broken', guest } : { kind: 'runs' };
}

interface Lookup {
  readonly import: (module: string, name: string) => readonly Concern[];
  readonly open: (module: string) => readonly Concern[];
  readonly export: (name: string) => readonly Concern[];
  /** Exports that the baseline does not have, with what is found of them. */
  readonly added: readonly { readonly name: string; readonly concerns: readonly Concern[] }[];
}

function lookupOf({ imports, modules, exports }: Concerns): Lookup {
  const byName = new Map(imports.map(({ module, name, concerns }) => [`${module}\0${name}`, concerns]));
  const open = new Map(modules.map(({ name, concerns }) => [name, concerns]));
  const known = new Map(exports.filter(({ isNew }) => !isNew).map(({ name, concerns }) => [name, concerns]));
  return {
    import: (module, name) => byName.get(`${module}\0${name}`) ?? [],
    open: (module) => open.get(module) ?? [],
    export: (name) => known.get(name) ?? [],
    added: exports.filter(({ isNew }) => isNew),
  };
}

/** Fingerprints of the findings that a module meets at each of its imports and exports. */
interface Met {
  readonly imports: readonly { readonly module: string; readonly name: string; readonly findings: readonly string[] }[];
  readonly exports: readonly { readonly name: string; readonly findings: readonly string[] }[];
}

const none: Met = { imports: [], exports: [] };

/** Only on targets on which it ran: what is found on another one does not concern it. */
function meeting({ imports, exports, runsOn }: Verdict, concerned: Lookup, from: Index): Met {
  const on = new Set(runsOn);
  const fingerprints = (concerns: readonly Concern[]) =>
    concerns.filter(({ targets }) => targets.some((target) => on.has(target))).map(({ fingerprint }) => fingerprint);
  const own = new Set(exports.filter(({ status }) => status !== 'missing').map(({ name }) => name));
  return {
    imports: imports.map(({ module, name }) => ({
      module,
      name,
      findings: fingerprints(from.imports.get(module)?.has(name) ? concerned.import(module, name) : concerned.open(module)),
    })),
    exports: [
      ...[...own].map((name) => ({ name, findings: fingerprints(concerned.export(name)) })),
      ...concerned.added.flatMap(({ name, concerns }) => (own.has(name) ? [] : [{ name, findings: fingerprints(concerns) }])),
    ],
  };
}

/** The imports and exports of a module that do not fit or that findings concern, in the order in which it has them. */
function reportOf({ module: { path, sha256 }, imports, findings }: Verdict, met: Met): GuestReport {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const importFaults = new Map<string, GuestFault>();
  const exportFaults = new Map<string, GuestFault>();
  const other: GuestFault[] = [];
  for (const { rule, message, import: of, export: name } of errors) {
    const fault = { rule, message };
    if (of) importFaults.set(`${of.module}\0${of.name}`, fault);
    else if (name !== null) exportFaults.set(name, fault);
    else other.push(fault);
  }
  const metImports = new Map(met.imports.map(({ module, name, findings: found }) => [`${module}\0${name}`, found]));
  const metExports = new Map(met.exports.map(({ name, findings: found }) => [name, found]));
  // A module may import one name several times.
  const names = new Map(imports.map(({ module, name }) => [`${module}\0${name}`, { module, name }]));
  return {
    path,
    sha256,
    imports: [...names].flatMap(([key, { module, name }]) => {
      const row = { module, name, fault: importFaults.get(key) ?? null, findings: metImports.get(key) ?? [] };
      return row.fault || row.findings.length > 0 ? [row] : [];
    }),
    exports: [...new Set([...exportFaults.keys(), ...metExports.keys()])].flatMap((name) => {
      const row = { name, fault: exportFaults.get(name) ?? null, findings: metExports.get(name) ?? [] };
      return row.fault || row.findings.length > 0 ? [row] : [];
    }),
    other,
  };
}
