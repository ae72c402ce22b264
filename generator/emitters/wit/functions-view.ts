import { contractLines } from '../../emit/docs/function-doc.js';
import { answerText, effectFacts, encodingText, passingFacts } from '../../emit/facts.js';
import { oneLine } from '../../emit/text/visible.js';
import { quoted, witDocs } from '../../emit/text/wit.js';
import type { Abi, Func, Param } from '../../ir/abi.js';
import type { LoweredExport, LoweredFunc, Signature } from '../../ir/lowered.js';
import { gates } from './gates.js';
import { claimed, type WitScope } from './names.js';
import { optional, together, witType } from './types.js';
import { domainsItem, life, type WitItem } from './types-view.js';

/** A function, after the type of its errors where it has several domains. */
export function functionItems(lowered: LoweredFunc, name: string, abi: Abi, scope: WitScope): WitItem[] {
  const { func } = lowered;
  const given = func.params.filter((p) => p.pass === 'in' || p.pass === 'inout');
  const params = given.map((p) => `${memberName(func.id, p, scope)}: ${optional(witType(p.type, scope, !p.own), isOptional(p))}`);
  const { error, items } = errorOf(func, scope);
  const values = answered(func, scope).map(({ type }) => type);
  const result = error !== undefined ? `result<${together(values)}, ${error}>` : values.length > 0 ? together(values) : undefined;
  return [
    ...items,
    {
      docs: witDocs([...contractLines(func), ...functionFacts(lowered, abi)], '  '),
      gates: gates(func),
      head: `${name}: func(${params.join(', ')})${result === undefined ? '' : ` -> ${result}`}`,
      members: [],
    },
  ];
}

const memberName = (owner: string, item: Param | LoweredExport['export']['params'][number], scope: WitScope): string =>
  claimed(scope.table, `${scope.name} ${owner}`, item.name, `${owner}.${item.name}`, item);

const isOptional = (param: Param): boolean => param.optional || param.absent !== undefined;

/** What a call gives when it does not fail: the value of its result, then its outputs. */
function answered(func: Func, scope: WitScope): { readonly name: string; readonly type: string }[] {
  const { result } = func;
  const isLength = func.params.some((p) => p.written === 'result');
  const value =
    result?.type === undefined || isLength
      ? []
      : [{ name: 'the result', type: optional(witType(result.type, scope), result.absent !== undefined) }];
  const outputs = func.params.filter((p) => (p.pass === 'out' || p.pass === 'inout') && !p.errorText);
  return [...value, ...outputs.map((p) => ({ name: p.name, type: optional(witType(p.type, scope), isOptional(p)) }))];
}

/** The type of the error, with the text that the call writes when it fails. */
function errorOf(func: Func, scope: WitScope): { readonly error: string | undefined; readonly items: readonly WitItem[] } {
  const domains = func.result?.errors ?? [];
  const [domain] = domains;
  if (!domain) return { error: undefined, items: [] };
  const several = domains.length > 1 ? scope.own(`${func.name}-error`, `the error of ${func.id}`, func) : undefined;
  const text = func.params.filter((p) => p.errorText).map((p) => witType(p.type, scope));
  return {
    error: together([several ?? witType(domain, scope), ...text]),
    items: several === undefined ? [] : [domainsItem(several, func.id, domains, scope)],
  };
}

/** What WIT has no words for: link name and core type, how values are passed, authority, availability, effects. */
function functionFacts({ func, signature }: LoweredFunc, abi: Abi): string[] {
  const params = func.params.flatMap((p) => {
    const text = [oneLine(p.doc), ...passingFacts(p), ...life(p)].filter((part) => part !== '').join(' ');
    return text === '' ? [] : [`- ${p.name}: ${text}`];
  });
  const { result } = func;
  const answer = [
    oneLine(result?.doc ?? ''),
    encodingText(func) ?? '',
    result?.absent === undefined ? '' : `${result.absent} means absent.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  const aliases = func.importAliases.map((a) => ` Also ${quoted(a.module)} ${quoted(a.field)}.`);
  return [
    ...list([...params, ...(answer === '' ? [] : [`- result: ${answer}`])]),
    '',
    `Import ${quoted(func.module)} ${quoted(func.field)} of the core type ${coreType(signature)}.${aliases.join('')}`,
    `Targets: ${func.targets.join(', ')}.${lackingText(func, abi)}`,
    authorityText(func),
    ...effectFacts(func),
    ...life(func),
  ];
}

const list = (items: readonly string[]): readonly string[] => (items.length > 0 ? ['', ...items] : []);

const coreType = ({ params, results }: Signature): string => `(${params.join(', ')}) -> (${results.join(', ')})`;

const lackingText = (func: Func, abi: Abi): string =>
  abi.targets
    .map(({ name }) => {
      const answer = func.targets.includes(name) ? undefined : func.lacking[name];
      return answer ? ` On ${name} it ${answerText(answer)}.` : '';
    })
    .join('');

function authorityText({ authority, denied }: Func): string {
  if (authority.kind === 'none') return `Capability: none. ${oneLine(authority.reason)}`;
  const names = authority.names.join(authority.kind === 'all' ? ' and ' : ' or ');
  return `Capability: ${names}. Without its grant it ${answerText(denied)}.`;
}

/** A function that the guest exports. */
export function exportItem({ export: item, signature }: LoweredExport, name: string, scope: WitScope): WitItem {
  const params = item.params.map((p) => `${memberName(item.id, p, scope)}: ${witType(p.type, scope)}`);
  const docs = [
    ...contractLines(item),
    ...item.params.filter((p) => p.doc !== '').map((p) => `- ${p.name}: ${oneLine(p.doc)}`),
    ...(item.result === undefined || item.result.doc === '' ? [] : [`- result: ${oneLine(item.result.doc)}`]),
    `Export ${quoted(item.field)} of the core type ${coreType(signature)}.`,
    item.requiredOn.length > 0 ? `Required on: ${item.requiredOn.join(', ')}.` : 'Optional.',
    ...(item.when === undefined ? [] : [`Called by: ${oneLine(item.when)}`]),
    ...life(item),
  ];
  return {
    docs: witDocs(docs, '  '),
    gates: gates(item),
    head: `${name}: func(${params.join(', ')})${item.result ? ` -> ${witType(item.result.type, scope)}` : ''}`,
    members: [],
  };
}
