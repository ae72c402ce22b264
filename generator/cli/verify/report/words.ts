import type { Diagnostic } from '../../../diagnostics/diagnostic.js';
import { quote } from '../../../diagnostics/visible.js';
import type { Need, Verdict } from '../../../verify/verdict.js';
import { count } from '../../output.js';

/** What reports are drawn with. */
export interface ReportContext {
  readonly color: boolean;
  /** Files without a verdict, and why. */
  readonly unread: readonly Unread[];
}

export interface Unread {
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

/** `a` or `a or b`. */
const needText = ({ oneOf }: Need): string => oneOf.join(' or ');

export const outcomeOf = ({ pass }: Verdict): 'PASS' | 'FAIL' => (pass ? 'PASS' : 'FAIL');

/** `app.wasm on molt 1.4.0, wasi`. */
export const subjectOf = ({ module, abi, target }: Verdict): string =>
  `${module.path} on ${abi.name} ${abi.version}${target === null ? '' : `, ${target}`}`;

/** `12 imports; 0 errors, 1 warning`. */
export function countsOf({ imports, findings }: Verdict): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return `${count(imports.length, 'import')}; ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
}

/** What a reader wants to know of a module, as labels and texts. */
export function factsOf(verdict: Verdict): readonly (readonly [label: string, text: string])[] {
  const { module, runsOn, floor, newest, capabilities, stamp } = verdict;
  const hosts =
    floor === null ? 'no released host' : floor === newest ? `hosts of ${floor}` : `hosts from ${floor} to ${newest}, the newest that can`;
  const needs = capabilities.map((need) => `${needText(need)}${need.granted === false ? ' (not granted)' : ''}`);
  return [
    ['file', `${module.bytes} bytes, sha256 ${module.sha256}`],
    ['runs on', `${runsOn.join(', ') || 'no target'}; ${hosts}`],
    ['needs', needs.join(', ') || 'no capability'],
    ...(stamp ? [['stamp', `${quote(stamp.abi)} ${quote(stamp.version)}, from ${quote(stamp.floor)} on`] as const] : []),
  ];
}
