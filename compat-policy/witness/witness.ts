import { visible } from '../../generator/diagnostics/visible.js';
import type { LoweredExport, LoweredFunc } from '../../generator/ir/lowered.js';
import { importText } from '../compare/words.js';
import type { Finding } from '../finding.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import { type AbiPair, flip } from '../pair/pair.js';
import type { OtherImport } from '../pair/side.js';
import type { WitnessReport } from '../report/model.js';
import type { Witness } from '../rule.js';
import { callers, type Misread, misreadings } from './call.js';
import { exportCallBreak, exportLinkBreak, leavesOut } from './exports.js';
import { growBreak, type Linked, linkBreak, linkedFunction, linkedOther, signatureText } from './link.js';

/**
 * Shows a finding: assembles a guest of one version and a host of the other, instantiates and calls them, and tells what was
 * seen. Undefined where nothing can be shown or nothing was seen, and where the guest does not even run on its own host.
 */
export function stage(pair: AbiPair, finding: Finding): WitnessReport | undefined {
  const { rule, harm } = finding;
  const witness = 'witness' in rule ? (rule.witness as Witness) : undefined;
  if (witness === undefined || typeof witness === 'object') return undefined;
  const old = harm.oldGuest !== '-';
  const scene: Scene = { pair: old ? pair : flip(pair), guest: old ? 'old' : 'new', host: old ? 'new' : 'old', finding };
  const subjects = subjectsOf(scene.pair);
  for (const key of [finding.item, ...finding.places]) {
    const subject = subjects.get(key);
    const report = subject && attemptStage(witness, scene, subject, key);
    if (report) return report;
  }
  return undefined;
}

/** What could be shown of findings, by their fingerprints. */
export function witnessed(pair: AbiPair, findings: readonly Finding[]): ReadonlyMap<string, WitnessReport> {
  const found = new Map<string, WitnessReport>();
  for (const finding of findings) {
    const report = stage(pair, finding);
    if (report) found.set(finding.fingerprint, report);
  }
  return found;
}

/** The version of the guest is the baseline of `pair` here, and that of the host its candidate. */
interface Scene {
  readonly pair: AbiPair;
  readonly guest: 'old' | 'new';
  readonly host: 'old' | 'new';
  readonly finding: Finding;
}

interface FuncSubject {
  readonly kind: 'func';
  readonly guest: LoweredFunc;
  readonly host: LoweredFunc | undefined;
}

/** An item of the guest's version and of the host's. */
type Subject =
  | FuncSubject
  | { readonly kind: 'other'; readonly guest: OtherImport }
  | { readonly kind: 'export'; readonly guest: LoweredExport | undefined; readonly host: LoweredExport };

/** What the keys of imports and exports, and of their parts, stand for. What only the host has, no guest of the other imports. */
const subjectsOf = oncePer(({ functions, others, exports }: AbiPair): ReadonlyMap<string, Subject> => {
  const subjects = new Map<string, Subject>();
  const add = (keys: readonly string[], subject: Subject) => {
    for (const key of keys) subjects.set(key, subject);
  };
  for (const { from, to } of functions.kept) add([...keysOf(to), ...keysOf(from)], { kind: 'func', guest: from, host: to });
  for (const func of functions.removed) add(keysOf(func), { kind: 'func', guest: func, host: undefined });
  for (const { from, to } of others.kept) add([itemKey.import(to), itemKey.import(from)], { kind: 'other', guest: from });
  for (const item of others.removed) add([itemKey.import(item)], { kind: 'other', guest: item });
  for (const { from, to } of exports.kept) add([...exportKeys(to), ...exportKeys(from)], { kind: 'export', guest: from, host: to });
  for (const item of exports.added) add(exportKeys(item), { kind: 'export', guest: undefined, host: item });
  return subjects;
});

const keysOf = ({ func }: LoweredFunc): readonly string[] => [
  itemKey.import(func),
  itemKey.result(func),
  ...func.params.map((p) => itemKey.param(func, p.name)),
];

const exportKeys = ({ export: item }: LoweredExport): readonly string[] => [
  itemKey.export(item),
  itemKey.exportResult(item),
  ...item.params.map((p) => itemKey.exportParam(item, p.name)),
];

/** Engines refuse what they do not know or what is too large for them, as modules and as values: then there is nothing to show. */
function attemptStage(witness: Witness, scene: Scene, subject: Subject, key: string): WitnessReport | undefined {
  try {
    if (subject.kind === 'export') return exportReport(witness, scene, subject);
    if (subject.kind === 'other') return linkReport(scene, linkedOther(subject.guest));
    if (witness === 'link' || witness === 'limits') return linkReport(scene, linkedFunction(subject.guest), subject);
    return callReport(witness, scene, subject, key);
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return undefined;
    throw error;
  }
}

const refusals = [WebAssembly.CompileError, RangeError, TypeError];

function linkReport(scene: Scene, guest: Linked, func?: FuncSubject): WitnessReport | undefined {
  const found = linkBreak(guest, scene.pair.from, scene.pair.to);
  if (found) {
    const staged = `${scene.guest} guest ${found.guest}, on a strict ${scene.host} host that ${found.host}`;
    const plain = func?.host ? (plainMisread(scene, func.guest, func.host) ?? '') : '';
    return { staged, outcome: found.failure.outcome, seen: found.failure.message + plain };
  }
  const short = growBreak(guest, scene.pair.to);
  if (!short) return undefined;
  return {
    staged: `${scene.guest} guest growing ${importText(guest.item)} by ${short.steps}, on a ${scene.host} host that ${short.host}`,
    outcome: 'value',
    seen: 'growing answered -1; on its own host it worked',
  };
}

function callReport(witness: Witness, scene: Scene, { guest, host }: FuncSubject, key: string): WitnessReport | undefined {
  if (!host) return undefined;
  const found = misread(scene, guest, host, key, witness === 'value');
  if (!found) return undefined;
  return {
    staged: `${scene.guest} guest calling ${importText(guest.func)} ${signatureText(guest.signature)}, on a plain JavaScript ${scene.host} host`,
    outcome: found.outcome,
    seen: `${found.message}; ${found.control}`,
  };
}

/** The guests that call, made once for all findings of a pair. */
const callersOf = oncePer((_: AbiPair) => callers());

/** The misreading that shows a finding, if possible a silent one where it is said to be silent, else a loud one. */
function misread({ pair, finding }: Scene, guest: LoweredFunc, host: LoweredFunc, key: string, silent: boolean): Misread | undefined {
  // The control: if the guest and its own host do not understand each other, nothing is shown by others that do not.
  const callerFor = callersOf(pair);
  if (misreadings(guest, guest, callerFor).length > 0) return undefined;
  const found = misreadings(guest, host, callerFor).filter((one) => isAbout(one, finding.item, key, guest));
  return found.find(({ outcome }) => (outcome === 'value') === silent) ?? found[0];
}

/** Whether something was misread where a finding shows. A call that failed as a whole is about all of it. */
function isAbout({ at, meant }: Misread, item: string, key: string, { func }: LoweredFunc): boolean {
  const here = at === undefined || at === key || key === itemKey.import(func);
  const ofCase = /^(?:case|bit) /.test(item) && meant !== undefined;
  return here && (!ofCase || item.endsWith(`.${meant}`));
}

/** What becomes of the same guest where nobody compares types. */
function plainMisread(scene: Scene, guest: LoweredFunc, host: LoweredFunc): string | undefined {
  const found = misread(scene, guest, host, scene.finding.item, true);
  return found && `; on a plain JavaScript host it links: ${found.message}`;
}

function exportReport(witness: Witness, scene: Scene, { guest, host }: Extract<Subject, { kind: 'export' }>): WitnessReport | undefined {
  const linking = witness === 'link' || witness === 'limits';
  const attempt = linking ? exportLinkBreak : exportCallBreak;
  if (guest && attempt(guest, guest)) return undefined;
  const failure = attempt(guest, host);
  const has = guest && !leavesOut(guest, host) ? signatureText(guest.signature) : undefined;
  const text = has === undefined ? 'without exports' : `exporting ${visible(host.export.field)} ${has}`;
  return (
    failure && {
      staged: `${scene.guest} guest ${text}, on a ${linking ? 'strict' : 'plain JavaScript'} ${scene.host} host that calls ${visible(host.export.field)} ${signatureText(host.signature)}`,
      outcome: failure.outcome,
      seen: failure.message,
    }
  );
}
