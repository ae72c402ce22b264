import {
  type Answer,
  type AnsweredBy,
  baseType,
  type ErrorDomain,
  type Func,
  type FuncResult,
  type Origin,
  type StreamType,
  type TaskPart,
} from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { authority, checkTarget, targets, type Vocabulary } from './capabilities.js';
import { type Context, child, describe, entriesOf, kindOf, lent } from './context.js';
import { deterministic } from './deterministic.js';
import { contract, lifecycle } from './lifecycle.js';
import { integer, valueIn } from './numbers.js';
import { params } from './params.js';
import { taskParts } from './tasks.js';
import type { TypeResolver } from './types.js';

/** The functions of one interface, arity families written out, in code-point order of their names. */
export function functions(types: TypeResolver, vocabulary: Vocabulary, file: string, iface: Raw.InterfaceDocument): Func[] {
  const parts = taskParts(iface);
  return entriesOf(iface.functions).flatMap(([name, raw]) => {
    const origin: Origin = { file, pointer: `/functions/${name}` };
    const one = (n: number | undefined) =>
      func(types, vocabulary, iface, n === undefined ? name : `${name}-${n}`, raw, origin, n, parts.get(name));
    if (raw.family === undefined) return [one(undefined)];
    const [from, to] = [Number(raw.family.from), Number(raw.family.to)];
    let complete = true;
    for (const [text, ...path] of [
      [raw.import, 'import'],
      ...(raw.importAliases ?? []).map((a, i) => [a.name, 'importAliases', String(i), 'name'] as const),
    ] as const)
      if (!text.includes('{n}')) {
        complete = false;
        types.context.report('resolve/function', child(origin, ...path), {
          function: name,
          why: 'an arity family needs {n} in every import name',
        });
      }
    if (!complete) return [];
    if (to < from || to - from > 100 || from < 0) {
      types.context.report('resolve/function', child(origin, 'family'), {
        function: name,
        why: 'an arity family goes from a number to a greater one, at most 100 steps',
      });
      return [];
    }
    return Array.from({ length: to - from + 1 }, (_, i) => one(from + i));
  });
}

function func(
  types: TypeResolver,
  vocabulary: Vocabulary,
  iface: Raw.InterfaceDocument,
  name: string,
  raw: Raw.Function,
  origin: Origin,
  n: number | undefined,
  taskPart: TaskPart | undefined,
): Func {
  const { context } = types;
  const wrong = (why: string, ...path: string[]) => context.report('resolve/function', child(origin, ...path), { function: name, why });
  const fill = (text: string): string => (n === undefined ? text : text.replaceAll('{n}', String(n)));
  const life = lifecycle(context, name, raw, origin);
  const module = raw.module ?? iface.module;
  if (module === undefined) context.report('resolve/no-module', origin, { name });
  const on = targets(context, raw.targets, child(origin, 'targets'));
  const result = raw.result && funcResult(types, iface.interface, name, raw.result, child(origin, 'result'));
  const answeredBy = answered(types, raw, iface.interface, fill, origin);
  if (raw.noreturn && raw.result) wrong('it never returns and has a result', 'result');
  if (raw.effects?.whereForbidden !== undefined && !raw.effects.blocking)
    wrong('it does not block, so `whereForbidden` says nothing', 'effects', 'whereForbidden');
  if (raw.sizedBy !== undefined) sizedBy(context, iface, name, raw.sizedBy, child(origin, 'sizedBy'));
  if (answeredBy.kind === 'host' && raw.effects?.reenters !== true && raw.pumps)
    wrong('it pumps streams, so the host re-enters the guest: say `reenters`', 'pumps');
  const taken = params(types, iface.interface, name, raw.params ?? [], result, origin, n);
  const nondeterministic = raw.effects?.nondeterministic ?? false;
  return {
    kind: 'func',
    id: `${iface.interface}.${name}`,
    interfaceName: iface.interface,
    module: module ?? '',
    field: fill(raw.import),
    targets: on,
    aliases: raw.aliases ?? [],
    importAliases: (raw.importAliases ?? []).map((a) => ({ module: a.module ?? module ?? '', field: fill(a.name) })),
    optional: raw.optional ?? false,
    params: taken,
    result,
    noreturn: raw.noreturn ?? false,
    authority:
      answeredBy.kind === 'host' || raw.capability !== undefined
        ? authority(context, name, raw, on, vocabulary, origin)
        : { kind: 'none', reason: 'answered by the guest itself' },
    lacking: lacking(context, raw, name, result, on, origin),
    missing: raw.missing ? answer(context, raw.missing, name, result, child(origin, 'missing')) : silentAnswer('unsupported', result),
    denied: raw.denied ? answer(context, raw.denied, name, result, child(origin, 'denied')) : silentAnswer('denied', result),
    effects: {
      nondeterministic,
      blocking: raw.effects?.blocking ?? false,
      whereForbidden: raw.effects?.whereForbidden ?? 'would-block',
      reenters: raw.effects?.reenters ?? false,
      threadSafe: raw.effects?.threadSafe ?? false,
    },
    answeredBy,
    pumps: (raw.pumps ?? []).flatMap((reference, i): StreamType[] => {
      const at = child(origin, 'pumps', i);
      const type = types.resolve(reference, iface.interface, at);
      if (!type) return [];
      const base = baseType(type);
      if (base.kind === 'stream') return [base];
      context.report('resolve/wrong-kind', at, { name: describe(type), kind: kindOf(type), wanted: 'a stream' });
      return [];
    }),
    sizedBy: raw.sizedBy,
    deterministic: deterministic(types, raw.deterministic, {
      name,
      origin,
      params: taken,
      result,
      nondeterministic,
      hosted: answeredBy.kind === 'host',
    }),
    task: raw.task,
    taskPart,
    // At the end: an object that begins with a spread is slow to build.
    ...contract(context, raw, origin),
    ...life,
  };
}

function answered(
  types: TypeResolver,
  raw: Raw.Function,
  interfaceName: string,
  fill: (text: string) => string,
  origin: Origin,
): AnsweredBy {
  const by = raw.answeredBy ?? 'host';
  if (typeof by === 'string') return by === 'host' ? { kind: 'host' } : { kind: 'module' };
  const at = child(origin, 'answeredBy', 'export');
  return { kind: 'export', exportId: types.exportId(fill(by.export), interfaceName, at) };
}

/** Answers of the targets that do not have the function. */
function lacking(
  context: Context,
  raw: Raw.Function,
  name: string,
  result: FuncResult | undefined,
  on: readonly string[],
  origin: Origin,
): Record<string, Answer> {
  const found = Object.create(null) as Record<string, Answer>;
  for (const [target, a] of entriesOf(raw.lacking)) {
    const at = child(origin, 'lacking', target);
    if (checkTarget(context, target, at) && on.includes(target))
      context.report('resolve/function', at, { function: name, why: `it is on target ${target}, so nothing is lacking there` });
    found[target] = answer(context, a, name, result, at);
  }
  return found;
}

function answer(context: Context, raw: Raw.Lacking, name: string, result: FuncResult | undefined, origin: Origin): Answer {
  if (raw.error !== undefined) {
    const domain = result?.errors[0];
    if (!domain) context.report('resolve/no-errors', origin, { what: name });
    const found = domain && context.caseOf(domain, raw.error, child(origin, 'error'));
    return found ? { kind: 'error', case: found } : { kind: 'trap' };
  }
  if (raw.value === undefined) return { kind: 'trap' };
  const at = child(origin, 'value');
  if (!result) context.report('resolve/function', at, { function: name, why: 'it has no result, so it cannot answer a value' });
  // Where the result is an error or nothing, 0 and more mean that nothing failed.
  const value = result?.type ? valueIn(context, raw.value, result.type, at) : integer(context, raw.value, 's32', at);
  return { kind: 'value', value };
}

/** The function that tells the sizes for this one. */
function sizedBy(context: Context, iface: Raw.InterfaceDocument, name: string, other: string, origin: Origin): void {
  const functions = iface.functions ?? {};
  if (!Object.hasOwn(functions, other)) {
    const help = context.suggest(other, () => Object.keys(functions));
    context.report('resolve/unknown-function', origin, { name: `${iface.interface}.${other}` }, { help });
  } else if (other === name) context.report('resolve/function', origin, { function: name, why: 'it cannot tell its own sizes' });
}

/** Without words of its own: the domain's case for it, the sentinel, or a trap. */
const silentAnswer = (role: 'denied' | 'unsupported', result: FuncResult | undefined): Answer => {
  const found = result?.errors[0]?.roles[role] ?? result?.errors[0]?.roles.unsupported;
  if (found) return { kind: 'error', case: found };
  return result?.absent === undefined ? { kind: 'trap' } : { kind: 'value', value: result.absent };
};

function funcResult(types: TypeResolver, interfaceName: string, name: string, raw: Raw.Result, origin: Origin): FuncResult {
  const { context } = types;
  const wrong = (why: string, keyword: string) => context.report('resolve/result', child(origin, keyword), { function: name, why });
  const type = raw.type === undefined ? undefined : types.resolve(raw.type, interfaceName, child(origin, 'type'));
  const references = raw.errors === undefined ? [] : typeof raw.errors === 'string' ? [raw.errors] : raw.errors;
  const errors = references
    .map((reference, i) =>
      types.errorDomain(reference, interfaceName, typeof raw.errors === 'string' ? child(origin, 'errors') : child(origin, 'errors', i)),
    )
    .filter((d) => d !== undefined);
  const encoding = raw.encoding ?? (references.length > 0 ? 'value-or-negative-error' : 'value');
  if (encoding !== 'value' && references.length === 0)
    context.report('resolve/no-errors', origin, { what: `the encoding ${encoding} of ${name}` });
  if (encoding === 'value' && references.length > 0) wrong('has errors, but its encoding leaves no room for them', 'encoding');
  if (encoding === 'value' && raw.type === undefined) wrong('has neither a type nor errors', 'type');
  if (encoding === 'status' && raw.type !== undefined) wrong('is a status; a value would have to be an out parameter', 'type');
  if (raw.absent !== undefined && raw.type === undefined) wrong('has no value that could be absent', 'absent');
  if (type && lent.has(baseType(type).kind)) wrong(`is ${kindOf(type)}: that is a parameter`, 'type');
  if (encoding === 'value-or-negative-error')
    for (const domain of errors)
      for (const c of domain.cases)
        if (c.value < 0n) wrong(`negates error codes, and ${domain.id} ${c.name} is ${c.value}: it would read as a value`, 'errors');
  const { deprecated } = lifecycle(context, `the result of ${name}`, raw, origin);
  if (raw.overlap === undefined) overlapping(context, errors, origin);
  return {
    doc: raw.doc ?? '',
    origin,
    deprecated,
    name: raw.name ?? 'result',
    type,
    unit: raw.unit,
    core: raw.core,
    absent: raw.absent === undefined || !type ? undefined : valueIn(context, raw.absent, type, child(origin, 'absent')),
    errors,
    encoding,
  };
}

function overlapping(context: Context, domains: readonly ErrorDomain[], origin: Origin): void {
  const seen = new Map<bigint, string>();
  for (const domain of domains)
    for (const c of domain.cases) {
      const first = seen.get(c.value);
      if (c.value !== 0n && first !== undefined && !first.startsWith(`${domain.id} `)) {
        // One is enough: the domains share a numbering, and so every code.
        context.report('resolve/overlapping-errors', child(origin, 'errors'), {
          first,
          second: `${domain.id} ${c.name}`,
          code: String(c.value),
        });
        return;
      }
      if (first === undefined) seen.set(c.value, `${domain.id} ${c.name}`);
    }
}
