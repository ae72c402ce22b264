import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import { digestOf } from '../history/canonical.js';
import type { Abi, Capability, GuestExport, Import, Interface, OpenModule, Target } from '../ir/abi.js';
import { importsOf } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import type { RawAbi } from '../source/document.js';
import { capabilities, targets } from './capabilities.js';
import { Context, child, entriesOf } from './context.js';
import { functions } from './functions.js';
import { lifecycle } from './lifecycle.js';
import { checkReferences } from './references.js';
import { TypeResolver } from './types.js';

/** Turns documents of the right shape into the ABI that they mean. */
export function resolve(raw: RawAbi): Result<Abi> {
  const context = new Context(raw);
  const types = new TypeResolver(context);
  const vocabulary = capabilities(context);
  const file = raw.abi.file;
  const { abi } = context;
  const resolved: Abi = {
    name: abi.abi,
    version: abi.version,
    released: abi.released,
    doc: abi.doc ?? '',
    origin: { file, pointer: '' },
    packageName: abi.package ?? `${abi.abi.toLowerCase()}-abi-host`,
    discriminator: abi.discriminator,
    targets: entriesOf(abi.targets).map(
      ([name, t]): Target => ({
        ...lifecycle(context, name, t, { file, pointer: `/targets/${name}` }),
        threads: t.threads,
        blocking: t.blocking,
      }),
    ),
    capabilities: vocabulary,
    interfaces: context.interfaces.map((i) => interfaceOf(types, vocabulary, i.file, i.raw)),
    modules: entriesOf(abi.modules).map(([name, m]) => openModule(context, file, name, m)),
    reserved: (abi.reserved ?? []).map((r, i) => ({
      module: r.module,
      name: r.name,
      reason: r.reason,
      removedIn: r.removedIn,
      doc: '',
      origin: { file, pointer: `/reserved/${i}` },
    })),
    payloadFormats: abi.payloadFormats ?? [],
    digest: digestOf(raw),
  };
  linkKeys(context, resolved);
  checkReferences(context, resolved);
  return result(resolved, inPlaceOrder(context.diagnostics, raw));
}

function interfaceOf(types: TypeResolver, vocabulary: readonly Capability[], file: string, raw: Raw.InterfaceDocument): Interface {
  const { context } = types;
  const map = <R extends Raw.Memory | Raw.Table | Raw.Global | Raw.Tag, T>(
    keyword: string,
    items: Readonly<Record<string, R>> | undefined,
    make: (r: R, base: Import) => T,
  ): T[] =>
    entriesOf(items).map(([name, r]) => {
      const origin = { file, pointer: `/${keyword}/${name}` };
      const module = r.module ?? raw.module;
      if (module === undefined) context.report('resolve/no-module', origin, { name });
      return make(r, {
        ...lifecycle(context, name, r, origin),
        id: `${raw.interface}.${name}`,
        interfaceName: raw.interface,
        module: module ?? '',
        field: r.import,
        targets: targets(context, r.targets, child(origin, 'targets')),
      });
    });
  const limits = (r: Raw.Memory | Raw.Table) => ({ min: Number(r.min), max: r.max === undefined ? undefined : Number(r.max) });
  return {
    name: raw.interface,
    module: raw.module ?? '',
    doc: raw.doc ?? '',
    origin: { file, pointer: '' },
    types: types.all(raw.interface),
    functions: functions(types, vocabulary, file, raw),
    memories: map('memories', raw.memories, (r, base) => ({
      ...base,
      kind: 'memory' as const,
      limits: limits(r),
      shared: r.shared ?? false,
      index: r.index ?? 'i32',
    })),
    tables: map('tables', raw.tables, (r, base) => ({ ...base, kind: 'table' as const, limits: limits(r), element: r.element })),
    globals: map('globals', raw.globals, (r, base) => ({ ...base, kind: 'global' as const, type: r.type, mutable: r.mutable ?? false })),
    tags: map('tags', raw.tags, (r, base) => ({ ...base, kind: 'tag' as const, params: r.params })),
    exports: entriesOf(raw.exports).map(([name, e]) => guestExport(types, raw.interface, file, name, e)),
  };
}

function guestExport(types: TypeResolver, interfaceName: string, file: string, name: string, raw: Raw.GuestExport): GuestExport {
  const { context } = types;
  const origin = { file, pointer: `/exports/${name}` };
  const kind = raw.kind ?? 'func';
  if (kind !== 'func' && (raw.params || raw.result))
    context.report('resolve/function', origin, { function: name, why: `a ${kind} has neither parameters nor a result` });
  const resultType = raw.result && types.resolve(raw.result.type, interfaceName, child(origin, 'result', 'type'));
  return {
    ...lifecycle(context, name, raw, origin),
    id: `${interfaceName}.${name}`,
    interfaceName,
    aliases: raw.aliases ?? [],
    field: raw.export,
    kind,
    params: (raw.params ?? []).flatMap((p, i) => {
      const type = types.resolve(p.type, interfaceName, child(origin, 'params', i, 'type'));
      return type ? [{ name: p.name, doc: p.doc ?? '', origin: child(origin, 'params', i), type, core: p.core }] : [];
    }),
    result: raw.result && resultType ? { doc: raw.result.doc ?? '', type: resultType, core: raw.result.core } : undefined,
    requiredOn: raw.required === false ? [] : targets(context, raw.required === true ? undefined : raw.required, child(origin, 'required')),
    when: raw.when,
  };
}

function openModule(context: Context, file: string, name: string, raw: Raw.OpenModule): OpenModule {
  const origin = child({ file, pointer: '' }, 'modules', name);
  const life = lifecycle(context, name, raw, origin);
  if (raw.answeredBy === 'host' && !raw.contracts)
    context.report('resolve/function', origin, { function: name, why: 'an open module that the host answers names its `contracts`' });
  return {
    ...life,
    answeredBy: raw.answeredBy,
    contracts: entriesOf(raw.contracts).map(([n, c]) => ({
      ...lifecycle(context, n, c, child(origin, 'contracts', n), life),
      params: c.params,
      variadic: c.variadic ?? false,
      results: c.results,
    })),
    targets: targets(context, raw.targets, child(origin, 'targets')),
  };
}

/** A link key has one meaning, and a reserved one none. */
function linkKeys(context: Context, abi: Abi): void {
  const seen = new Map<string, { id: string; file: string; pointer: string }>();
  for (const item of importsOf(abi)) {
    const keys = [{ module: item.module, field: item.field }, ...(item.kind === 'func' ? item.importAliases : [])];
    for (const { module, field } of keys) {
      const key = JSON.stringify([module, field]);
      const first = seen.get(key);
      if (first) {
        const span = context.span(first);
        context.report(
          'resolve/duplicate-import',
          item.origin,
          { module, field, first: first.id, second: item.id },
          { related: span ? [{ message: `${first.id} stands here`, span }] : [] },
        );
      } else seen.set(key, { id: item.id, ...item.origin });
      const reserved = abi.reserved.find((r) => r.module === module && r.name === field);
      if (reserved && item.status !== 'reserved')
        context.report('resolve/reserved-import', child(item.origin, 'import'), { module, field, reason: reserved.reason });
    }
  }
}

/** Diagnostics in the order of the files and of the places in them, each once. */
function inPlaceOrder(diagnostics: readonly Diagnostic[], raw: RawAbi): Diagnostic[] {
  const files = [raw.abi.file, ...raw.interfaces.map((d) => d.file)];
  const rank = (d: Diagnostic): number => (d.span ? files.indexOf(d.span.file) : -1);
  const unique = new Map(diagnostics.map((d) => [JSON.stringify([d.code, d.message, d.span?.file, d.span?.pointer]), d]));
  return [...unique.values()].sort((a, b) => rank(a) - rank(b) || (a.span?.start.offset ?? 0) - (b.span?.start.offset ?? 0));
}
