import type { Concern, Concerns } from '../../../compat-policy/guests/concerns.js';
import type { GuestFault, GuestReport, StrangerReport, UnreadableGuest } from '../../../compat-policy/report/model.js';
import type { WasmModule } from '../../../runtime-glue/wasm/module.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import { type Conditions, type Index, indexOf } from '../../verify/imports.js';
import { type Standing, standingOf } from '../../verify/standing.js';
import type { Surface, SurfaceImport } from '../../verify/surface.js';
import type { Verdict } from '../../verify/verdict.js';
import { type Subject, verify } from '../../verify/verify.js';
import { censusLine, censusRow, unreadableRow } from './census.js';

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
  /** Its line of the census, if one is asked for: as text, which is quicker to hand on than what it is made of. */
  readonly line: string | undefined;
}

export type Inspect = (path: string, read: Result<Subject>) => Inspected;

/** Whatever host it runs on: the targets and grants of a deployment are for `verify`. */
const anyHost: Conditions = { target: undefined, granted: undefined, deterministic: false };

/** Prepares the lookups of a plan once for many modules. Words are made only for what is wrong with one. */
export function inspector({ baseline, candidate, concerns, releases }: Plan): Inspect {
  const [from, to] = [indexOf(baseline), indexOf(candidate)];
  const released = releases?.map(indexOf);
  const concerned = lookupOf(concerns, from);
  const fateOf = (subject: Subject, after: Standing): Fate => {
    const before = standingOf(from, subject.module);
    if (!before.passes) {
      const guest = reportOf(verify(subject, { index: from, releases: [] }, anyHost), none);
      return { kind: 'stranger', guest: { ...guest, runsOnCandidate: after.passes } };
    }
    const met = meeting(before, subject.module, concerned);
    if (after.passes && met.imports.size + met.exports.size === 0) return { kind: 'runs' };
    return { kind: 'broken', guest: reportOf(verify(subject, { index: to, releases: [] }, anyHost), met) };
  };
  return (path, { value, diagnostics }) => {
    if (!value) {
      const { code, message } = diagnostics[0] ?? lost;
      const guest = { path, rule: code, message };
      return { fate: { kind: 'unreadable', guest }, line: releases && censusLine(unreadableRow(guest)) };
    }
    const after = standingOf(to, value.module);
    return { fate: fateOf(value, after), line: released && censusLine(censusRow(value, after, candidate, released)) };
  };
}

const lost = { code: 'io/read', message: 'it cannot be read' };

interface Lookup {
  readonly imports: ReadonlyMap<SurfaceImport, readonly Concern[]>;
  readonly open: ReadonlyMap<string, readonly Concern[]>;
  readonly exports: ReadonlyMap<string, readonly Concern[]>;
  /** Exports that the baseline does not have, with what is found of them. */
  readonly added: readonly { readonly name: string; readonly concerns: readonly Concern[] }[];
}

const lookupOf = ({ imports, modules, exports }: Concerns, from: Index): Lookup => ({
  imports: new Map(
    imports.flatMap(({ module, name, concerns }) => {
      const item = from.imports.get(module)?.get(name);
      return item ? [[item, concerns] as const] : [];
    }),
  ),
  open: new Map(modules.map(({ name, concerns }) => [name, concerns])),
  exports: new Map(exports.filter(({ isNew }) => !isNew).map(({ name, concerns }) => [name, concerns])),
  added: exports.filter(({ isNew }) => isNew),
});

/** Fingerprints of the findings that a module meets, by the keys of its imports and the names of its exports. */
interface Met {
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly exports: ReadonlyMap<string, readonly string[]>;
}

const none: Met = { imports: new Map(), exports: new Map() };

/** Names can hold any character, so that the length parts the two. */
const keyOf = ({ module, name }: { readonly module: string; readonly name: string }): string => `${module.length} ${module}${name}`;

/** Only on targets on which it ran: what is found on another one does not concern it. */
function meeting({ linked, targets: runsOn }: Standing, { exports }: WasmModule, concerned: Lookup): Met {
  const met = { imports: new Map<string, readonly string[]>(), exports: new Map<string, readonly string[]>() };
  const here = (concerns: readonly Concern[] = []): readonly string[] =>
    concerns.filter(({ targets }) => targets.some((target) => runsOn.includes(target))).map(({ fingerprint }) => fingerprint);
  for (const { found, item } of linked) {
    const fingerprints = here(item ? concerned.imports.get(item) : concerned.open.get(found.module));
    if (fingerprints.length > 0) met.imports.set(keyOf(found), fingerprints);
  }
  const lacking = concerned.added.filter(({ name }) => !exports.some((own) => own.name === name));
  for (const { name, concerns } of [...exports.map(({ name }) => ({ name, concerns: concerned.exports.get(name) })), ...lacking]) {
    const fingerprints = here(concerns);
    if (fingerprints.length > 0) met.exports.set(name, fingerprints);
  }
  return met;
}

/** The imports and exports of a module that do not fit or that findings concern, in the order in which it has them. */
function reportOf({ module: { path, sha256 }, imports, findings }: Verdict, met: Met): GuestReport {
  const importFaults = new Map<string, GuestFault>();
  const exportFaults = new Map<string, GuestFault>();
  const other: GuestFault[] = [];
  for (const { rule, message, severity, import: of, export: name } of findings) {
    const fault = { rule, message };
    if (severity !== 'error') continue;
    if (of) importFaults.set(keyOf(of), fault);
    else if (name !== null) exportFaults.set(name, fault);
    else other.push(fault);
  }
  // A module may import one name several times.
  const names = new Map(imports.map(({ found: { module, name } }) => [keyOf({ module, name }), { module, name }]));
  const rowOf = (faults: ReadonlyMap<string, GuestFault>, found: ReadonlyMap<string, readonly string[]>, key: string) => ({
    fault: faults.get(key) ?? null,
    findings: found.get(key) ?? [],
  });
  return {
    path,
    sha256,
    imports: [...names]
      .filter(([key]) => importFaults.has(key) || met.imports.has(key))
      .map(([key, name]) => ({ ...name, ...rowOf(importFaults, met.imports, key) })),
    exports: [...new Set([...exportFaults.keys(), ...met.exports.keys()])].map((name) => ({
      name,
      ...rowOf(exportFaults, met.exports, name),
    })),
    other,
  };
}
