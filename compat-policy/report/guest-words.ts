import { quote } from '../../generator/diagnostics/visible.js';
import type { CheckReport, GuestFault, GuestReport } from './model.js';

/** One reason why a module breaks. */
export interface GuestRow {
  readonly path: string;
  /** The import or export, `import "env" "molt_now"`; `the module` for what is wrong with it as a whole. */
  readonly subject: string;
  readonly rule: string;
  readonly message: string;
}

/** Why each module breaks, or cannot be judged. */
export const guestRows = (report: CheckReport): readonly GuestRow[] => [...brokenRows(report), ...unreadableRows(report)];

export function brokenRows({ guests, findings }: CheckReport): readonly GuestRow[] {
  const known = new Map(findings.map(({ fingerprint, rule, message }) => [fingerprint, { rule, message }]));
  const named = (fingerprints: readonly string[]) => fingerprints.flatMap((fingerprint) => known.get(fingerprint) ?? []);
  return guests === null ? [] : guests.broken.flatMap((guest) => faultsOf(guest, named));
}

export const unreadableRows = ({ guests }: CheckReport): readonly GuestRow[] =>
  guests === null ? [] : guests.unreadable.map(({ path, rule, message }) => ({ path, subject: 'the file', rule, message }));

/** Why modules did not run before the change. */
export const strangerRows = ({ guests }: CheckReport): readonly GuestRow[] =>
  guests === null ? [] : guests.notOnBaseline.flatMap((guest) => faultsOf(guest, () => []));

function faultsOf({ path, imports, exports, other }: GuestReport, named: (fingerprints: readonly string[]) => GuestFault[]): GuestRow[] {
  const rows = (subject: string, fault: GuestFault | null, fingerprints: readonly string[]): GuestRow[] =>
    [...(fault ? [fault] : []), ...named(fingerprints)].map(({ rule, message }) => ({ path, subject, rule, message }));
  return [
    ...imports.flatMap(({ module, name, fault, findings }) => rows(`import ${quote(module)} ${quote(name)}`, fault, findings)),
    ...exports.flatMap(({ name, fault, findings }) => rows(`export ${quote(name)}`, fault, findings)),
    ...other.flatMap((fault) => rows('the module', fault, [])),
  ];
}

/** Rows of a table, the heading first. */
export const guestTable = (rows: readonly GuestRow[]): string[][] => [
  ['module', 'what', 'rule', 'why'],
  ...rows.map(({ path, subject, rule, message }) => [path, subject, rule, message]),
];

/** Heading of the table of `guestRows`. */
export const brokenTitle = 'Modules that break, or that cannot be read';

/** Heading of the table of `strangerRows`. */
export const strangersTitle = 'Modules that did not run on the baseline already, which is no fault of the change';
