import {
  type Answer,
  type AnsweredBy,
  baseType,
  type Capability,
  type ErrorDomain,
  type Func,
  type FuncResult,
  type Origin,
  type StreamType,
} from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { authority, targets } from './capabilities.js';
import { type Context, child, describe, entriesOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { params } from './params.js';
import type { TypeResolver } from './types.js';

/** The functions of one interface, arity families written out, in code-point order of their names. */
export function functions(types: TypeResolver, vocabulary: readonly Capability[], file: string, iface: Raw.InterfaceDocument): Func[] {
  return entriesOf(iface.functions).flatMap(([name, raw]) => {
    const origin: Origin = { file, pointer: `/functions/${name}` };
    const one = (n: number | undefined) => func(types, vocabulary, iface, n === undefined ? name : `${name}-${n}`, raw, origin, n);
    if (raw.family === undefined) return [one(undefined)];
    const [from, to] = [Number(raw.family.from), Number(raw.family.to)];
    if (!raw.import.includes('{n}'))
      types.context.report('resolve/function', child(origin, 'import'), {
        function: name,
        why: 'an arity family needs {n} in its import name',
      });
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
  vocabulary: readonly Capability[],
  iface: Raw.InterfaceDocument,
  name: string,
  raw: Raw.Function,
  origin: Origin,
  n: number | undefined,
): Func {
  const { context } = types;
  const wrong = (why: string, ...path: string[]) => context.report('resolve/function', child(origin, ...path), { function: name, why });
  const fill = (text: string): string => (n === undefined ? text : text.replaceAll('{n}', String(n)));
  const life = lifecycle(context, name, raw, origin);
  const module = raw.module ?? iface.module;
  if (module === undefined) context.report('resolve/no-module', origin, { name });
  const on = targets(context, raw.targets, child(origin, 'targets'));
  const result = raw.result && funcResult(types, iface.interface, name, raw.result, child(origin, 'result'));
  const domain = result?.errors[0];
  const answeredBy = answered(types, raw, iface.interface, fill, origin);
  if (raw.noreturn && raw.result) wrong('it never returns and has a result', 'result');
  if (raw.effects?.whereForbidden !== undefined && !raw.effects.blocking)
    wrong('it does not block, so `whereForbidden` says nothing', 'effects', 'whereForbidden');
  if (raw.sizedBy !== undefined && !(raw.sizedBy in (iface.functions ?? {})))
    context.report('resolve/unknown-function', child(origin, 'sizedBy'), { name: raw.sizedBy });
  if (answeredBy.kind === 'host' && raw.effects?.reenters !== true && raw.pumps)
    wrong('it pumps streams, so the host re-enters the guest: say `reenters`', 'pumps');
  return {
    ...life,
    kind: 'func',
    id: `${iface.interface}.${name}`,
    interfaceName: iface.interface,
    module: module ?? '',
    field: fill(raw.import),
    targets: on,
    aliases: raw.aliases ?? [],
    importAliases: (raw.importAliases ?? []).map((a) => ({ module: a.module ?? module ?? '', field: fill(a.name) })),
    normative: raw.normative,
    params: params(types, iface.interface, name, raw.params ?? [], result, origin, n),
    result,
    noreturn: raw.noreturn ?? false,
    authority:
      answeredBy.kind === 'host' || raw.capability !== undefined
        ? authority(context, name, raw, on, vocabulary, origin)
        : { kind: 'none', reason: 'answered by the guest itself' },
    lacking: Object.fromEntries(
      entriesOf(raw.lacking).map(([target, a]) => [target, answer(types, a, domain, name, child(origin, 'lacking', target))]),
    ),
    missing: silentAnswer('unsupported', result),
    denied: raw.denied ? answer(types, raw.denied, domain, name, child(origin, 'denied')) : silentAnswer('denied', result),
    effects: {
      nondeterministic: raw.effects?.nondeterministic ?? false,
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
      context.report('resolve/wrong-kind', at, { name: describe(type), kind: base.kind, wanted: 'a stream' });
      return [];
    }),
    sizedBy: raw.sizedBy,
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
  // In a family the schema names the exports by one entry whose key ends in the number.
  return { kind: 'export', exportId: types.exportId(fill(by.export), interfaceName, at) };
}

function answer(types: TypeResolver, raw: Raw.Lacking, domain: ErrorDomain | undefined, name: string, origin: Origin): Answer {
  if ('error' in raw && raw.error !== undefined) {
    if (!domain) types.context.report('resolve/no-errors', origin, { what: name });
    const found = domain && types.context.caseOf(domain, raw.error, child(origin, 'error'));
    return found ? { kind: 'error', case: found } : { kind: 'trap' };
  }
  if ('value' in raw && raw.value !== undefined) return { kind: 'value', value: BigInt(raw.value) };
  return { kind: 'trap' };
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
  if (raw.overlap === undefined) overlapping(context, errors, origin);
  return {
    doc: raw.doc ?? '',
    origin,
    name: raw.name ?? 'result',
    type,
    unit: raw.unit,
    core: raw.core,
    absent: raw.absent === undefined ? undefined : BigInt(raw.absent),
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
