import { diagnostic } from '../../generator/diagnostics/catalog.js';
import { type Diagnostic, type Result, result, type Span } from '../../generator/diagnostics/diagnostic.js';
import { didYouMean } from '../../generator/diagnostics/suggest.js';
import { quote } from '../../generator/diagnostics/visible.js';
import { type SomeWindows, windowFaults, windowsWith } from '../../generator/ir/windows.js';
import { defaultPolicy, type Policy, type Waiver } from './policy.js';

/** A parsed JSON file that knows where each value stands. */
export interface PolicyDocument {
  readonly file: string;
  readonly value: unknown;
  readonly spanOf: (pointer: string) => Span;
  readonly keySpanOf: (pointer: string) => Span;
}

type Members = Readonly<Record<string, unknown>>;
/** What a value must be, and how a message says so. */
interface Form {
  readonly is: (value: unknown) => boolean;
  readonly words: string;
  readonly optional?: true;
}

const text = (pattern: RegExp, words: string): Form => ({ is: (value) => typeof value === 'string' && pattern.test(value), words });
const numberFrom = (least: number): Form => ({
  is: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= 36_525,
  words: `a whole number from ${least} to 36525`,
});
const anything = text(/\S/, 'a text that is not empty');
const date: Form = { is: isDate, words: 'a calendar date, such as 2026-04-12' };
const listOf = (form: Form, words: string): Form => ({
  is: (value) => Array.isArray(value) && value.every(form.is) && new Set(value).size === value.length,
  words,
});
const optional = (form: Form): Form => ({ ...form, optional: true });
const fingerprint = text(/^[0-9a-f]{16}$/, 'the 16 hex digits that the report gives');

const policyForms: Readonly<Record<string, Form>> = {
  $schema: optional(anything),
  windows: optional({ is: () => true, words: '' }),
  removeIn: optional(text(/^(required|recommended)$/, '"required" or "recommended"')),
  waiverDays: optional(numberFrom(1)),
  waiverApprovers: optional(numberFrom(1)),
  waivers: optional({ is: Array.isArray, words: 'a list of waivers' }),
};

const waiverForms: Readonly<Record<string, Form>> = {
  id: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name of letters, digits, dots and hyphens'),
  rule: text(/^[a-z][a-z-]*$/, 'the id of one rule'),
  item: anything,
  fingerprint,
  covers: optional(listOf(fingerprint, 'a list of different fingerprints')),
  reason: anything,
  advisory: optional(anything),
  approvers: listOf(anything, 'a list of different names'),
  granted: date,
  expires: date,
};

/** Reads what an ABI says of its own, over the defaults. */
export function readPolicy(document: PolicyDocument): Result<Policy> {
  const diagnostics: Diagnostic[] = [];
  const report = { document, add: (fault: Diagnostic) => void diagnostics.push(fault) };
  const { value } = document;
  if (!isObject(value)) return result<Policy>(undefined, [badValue(document, '', 'is not an object')]);
  check(report, value, '', policyForms, 'a policy');
  if (value.windows !== undefined)
    for (const { pointer, why, unknownOf } of windowFaults(value.windows, 'some')) {
      const at = `/windows${pointer}`;
      report.add(unknownOf ? unknownKey(document, at, why, 'the windows', unknownOf) : badValue(document, at, why));
    }
  const waivers = Array.isArray(value.waivers)
    ? value.waivers.map((waiver: unknown, i) => readWaiver(report, waiver, `/waivers/${i}`))
    : [];
  for (const [i, waiver] of waivers.entries())
    if (waiver && waivers.findIndex((other) => other?.id === waiver.id) < i)
      report.add(badValue(document, `/waivers/${i}/id`, `${quote(waiver.id)} is the id of another waiver too`));
  if (diagnostics.length > 0) return result<Policy>(undefined, diagnostics);
  return result(policyOf(document.file, value, waivers), []);
}

/** A policy from members that were found to be right. */
const policyOf = (file: string, members: Members, waivers: readonly (Waiver | undefined)[]): Policy => ({
  windows: windowsWith(defaultPolicy.windows, (members.windows ?? {}) as SomeWindows),
  removeIn: (members.removeIn as Policy['removeIn'] | undefined) ?? defaultPolicy.removeIn,
  waiverDays: Number(members.waiverDays ?? defaultPolicy.waiverDays),
  waiverApprovers: Number(members.waiverApprovers ?? defaultPolicy.waiverApprovers),
  waivers: waivers.filter((waiver) => waiver !== undefined),
  file,
});

interface Report {
  readonly document: PolicyDocument;
  readonly add: (fault: Diagnostic) => void;
}

function readWaiver(report: Report, value: unknown, at: string): Waiver | undefined {
  if (!isObject(value)) {
    report.add(badValue(report.document, at, 'is not an object'));
    return undefined;
  }
  if (!check(report, value, at, waiverForms, 'a waiver')) return undefined;
  const waiver = value as unknown as Omit<Waiver, 'covers' | 'advisory' | 'pointer'> & Partial<Waiver>;
  return { ...waiver, covers: waiver.covers ?? [], advisory: waiver.advisory, pointer: at };
}

/** Reports every member that is unknown, missing or of another form; says whether there was none. */
function check({ document, add }: Report, value: Members, at: string, forms: Readonly<Record<string, Form>>, where: string): boolean {
  const keys = Object.keys(forms);
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  for (const key of unknown) add(unknownKey(document, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, key, where, keys));
  const missing = keys.filter((key) => value[key] === undefined && !forms[key]?.optional);
  for (const key of missing) add(diagnostic('policy/missing-key', document.spanOf(at), { key: quote(key), where }));
  const wrong = Object.entries(forms).filter(([key, form]) => value[key] !== undefined && !form.is(value[key]));
  for (const [key, form] of wrong) add(badValue(document, `${at}/${key}`, `${key} needs ${form.words}`));
  return unknown.length + missing.length + wrong.length === 0;
}

const unknownKey = (document: PolicyDocument, at: string, key: string, where: string, known: readonly string[]): Diagnostic =>
  diagnostic('policy/unknown-key', document.keySpanOf(at), { key: quote(key), where }, { help: didYouMean(key, known) });

const badValue = (document: PolicyDocument, at: string, why: string): Diagnostic =>
  diagnostic('policy/bad-value', document.spanOf(at), { why });

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const found = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(value);
}
