import type { Answer, Func } from '../../generator/ir/abi.js';
import { sameCase } from '../compare/passing.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** How a function answers where it cannot do what it is for. */
export const answerRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'trap-added',
      summary: 'A call that a host cannot or must not serve traps, where it was answered.',
      why: 'An error that old guests handle has become the death of the instance.',
      fix: 'Answer the error or the value as before.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: { none: 'the bindings of a host answer, not the engine' },
    },
    {
      id: 'trap-removed',
      summary: 'A call that a host cannot or must not serve is answered, where it trapped.',
      why: 'No old guest comes so far. A new guest that handles the answer dies on a host of the older version.',
      fix: 'Nothing to do. Guests that handle it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
      witness: { none: 'the bindings of a host answer, not the engine' },
    },
    (pair) => answerHits(pair, ({ from, to }) => from.kind !== 'trap' && to.kind === 'trap'),
  ),
  symmetric(
    {
      id: 'answer-changed',
      summary: 'A call that a host cannot or must not serve is answered by another error or value.',
      why: 'Old guests look for the answer that they know.',
      fix: 'Keep the answer.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: { none: 'the bindings of a host answer, not the engine' },
    },
    (pair) => answerHits(pair, (change) => change.from.kind !== 'trap' && change.to.kind !== 'trap' && !isSame(change)),
  ),
];

/** An answer to one situation, as it was and as it is. */
interface AnswerChange extends Change<Answer> {
  readonly what: string;
  readonly member: string;
  /** Set where the situation is that of one target. */
  readonly target?: string;
}

function* answerHits(pair: AbiPair, fires: (change: AnswerChange) => boolean): Iterable<Hit> {
  for (const { from, to } of pair.functions.changed) {
    for (const change of answers({ from: from.func, to: to.func }, pair)) {
      if (!fires(change)) continue;
      yield {
        item: itemKey.import(from.func),
        itemNow: itemKey.import(to.func),
        what: change.what,
        was: textOf(change.from),
        is: textOf(change.to),
        from: memberOf(from.func.origin, change.member),
        to: memberOf(to.func.origin, change.member),
        targets: change.target === undefined ? undefined : [change.target],
      };
    }
  }
}

/** Targets that have the function in one version only are told as such. */
function* answers({ from, to }: Change<Func>, pair: AbiPair): Iterable<AnswerChange> {
  const situations = [
    { what: 'the missing answer', member: 'missing', role: 'unsupported' },
    { what: 'the denied answer', member: 'denied', role: 'denied' },
  ] as const;
  for (const { what, member, role } of situations) {
    const [was, is] = [from[member], to[member]];
    const untold = isSame({ from: was, to: silent(from, role) }) && isSame({ from: is, to: silent(to, role) });
    if (!untold) yield { what, member, from: was, to: is };
  }
  for (const { from: old, to: now } of pair.targets.kept) {
    if (from.targets.includes(old.name) || to.targets.includes(now.name)) continue;
    const [was, is] = [from.lacking[old.name], to.lacking[now.name]];
    if (was === undefined && is === undefined) continue;
    const what = `the lacking answer (${now.name})`;
    yield { what, member: `lacking/${now.name}`, from: was ?? from.missing, to: is ?? to.missing, target: now.name };
  }
}

/** What a function answers that says nothing of it. That follows from its result, and so does what becomes of it. */
function silent({ result }: Func, role: 'unsupported' | 'denied'): Answer {
  const roles = result?.errors[0]?.roles;
  const found = roles?.[role] ?? roles?.unsupported;
  if (found) return { kind: 'error', case: found };
  return result?.absent === undefined ? { kind: 'trap' } : { kind: 'value', value: result.absent };
}

function isSame({ from, to }: Change<Answer>): boolean {
  if (from.kind === 'error') return to.kind === 'error' && sameCase(from.case, to.case);
  if (from.kind === 'value') return to.kind === 'value' && from.value === to.value;
  return to.kind === 'trap';
}

function textOf(answer: Answer): string {
  if (answer.kind === 'error') return `error ${answer.case.name}`;
  return answer.kind === 'value' ? `value ${answer.value}` : 'trap';
}
