import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import { digestOf } from '../history/canonical.js';
import type { Abi, Import, Interface, Limits, OpenModule, Target } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import type { RawAbi } from '../source/document.js';
import { capabilities, targets, type Vocabulary } from './capabilities.js';
import { Context, child, entriesOf } from './context.js';
import { guestExport } from './exports.js';
import { functions } from './functions.js';
import { contract, isVersion, lifecycle } from './lifecycle.js';
import { linkKeys } from './link-keys.js';
import { checkAliases } from './names.js';
import { bitsOf, count } from './numbers.js';
import { checkReferences } from './references.js';
import { remember, reusable } from './reuse.js';
import { checkServing } from './serving.js';
import { checkTasks } from './tasks.js';
import { TypeResolver } from './types.js';

/** Limits of the core specification: 4 GiB of 32-bit memory, what JavaScript counts exactly of a 64-bit one, a 32-bit table. */
const maxPages = 2 ** 16;
const maxPages64 = 2 ** 37;
const maxElements = 2 ** 32 - 1;

/** Targets beyond which nobody ships; every import lists its targets. */
const maxTargets = 64;

/**
 * Turns documents of the right shape into the ABI that they mean. Interfaces that an earlier version of the ABI has in common
 * with this one are the same objects in both.
 */
export function resolve(raw: RawAbi, earlier?: Abi): Result<Abi> {
  const context = new Context(raw);
  header(context);
  if (context.targetNames.length > maxTargets) {
    context.report('resolve/limit', { file: raw.abi.file, pointer: '/targets' }, { what: 'targets', limit: maxTargets });
    return result<Abi>(undefined, inPlaceOrder(context.diagnostics, raw));
  }
  const types = new TypeResolver(context);
  const vocabulary = capabilities(context);
  const known = reusable(context, earlier);
  types.adopt([...known.values()].flatMap((i) => i.types));
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
        compile: t.compile ?? 'allowed',
      }),
    ),
    capabilities: [...vocabulary.values()],
    interfaces: context.interfaces.map((i) => known.get(i.raw.interface) ?? interfaceOf(types, vocabulary, i.file, i.raw)),
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
    payloadWriters: abi.payloadWriters ?? 'any',
    digest: digestOf(raw),
  };
  const [, second] = resolved.interfaces.flatMap((i) => i.memories);
  if (second) context.report('resolve/limit', second.origin, { what: 'memory imports', limit: 1 });
  handleKinds(context, resolved);
  linkKeys(context, resolved);
  checkReferences(context, resolved);
  checkServing(context, resolved);
  checkTasks(context, resolved);
  remember(context, resolved);
  return result(resolved, inPlaceOrder(context.diagnostics, raw));
}

/** The glue puts the kind of a handle into its number: 5 bits of 32, or 8 bits of 64. */
function handleKinds(context: Context, abi: Abi): void {
  const issued = abi.interfaces.flatMap((i) => i.types).flatMap((t) => (t.kind === 'handle' && t.issuedBy === 'glue' ? [t] : []));
  for (const { id, repr, origin } of issued)
    if (bitsOf(repr) < 32)
      context.report('resolve/wrong-kind', child(origin, 'repr'), {
        name: id,
        kind: `a handle of ${bitsOf(repr)} bits`,
        wanted: 'one of 32 or 64 bits, or one that the host issues,',
      });
  for (const [bits, limit] of [
    [32, 31],
    [64, 255],
  ] as const) {
    const beyond = issued.filter((t) => bitsOf(t.repr) <= bits)[limit];
    if (beyond) context.report('resolve/limit', beyond.origin, { what: `kinds of handles of ${bits} bits`, limit });
  }
}

function interfaceOf(types: TypeResolver, vocabulary: Vocabulary, file: string, raw: Raw.InterfaceDocument): Interface {
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
        ...contract(context, r, origin),
        id: `${raw.interface}.${name}`,
        interfaceName: raw.interface,
        module: module ?? '',
        field: r.import,
        targets: targets(context, r.targets, child(origin, 'targets')),
      });
    });
  const limits = (r: Raw.Memory | Raw.Table, { name, origin }: Import, most: number, what: string): Limits => {
    const min = count(context, r.min, most, what, child(origin, 'min'));
    const max = r.max === undefined ? undefined : count(context, r.max, most, what, child(origin, 'max'));
    if (max !== undefined && max < min)
      context.report('resolve/value-range', child(origin, 'max'), {
        value: String(max),
        type: `the limits of ${name}, which begin at ${min}`,
      });
    return { min, max };
  };
  const ownFunctions = functions(types, vocabulary, file, raw);
  const ownExports = entriesOf(raw.exports).map(([name, e]) => guestExport(types, raw.interface, file, name, e));
  checkAliases(context, ownFunctions);
  checkAliases(context, ownExports);
  return {
    name: raw.interface,
    module: raw.module ?? '',
    doc: raw.doc ?? '',
    origin: { file, pointer: '' },
    types: types.all(raw.interface),
    functions: ownFunctions,
    memories: map('memories', raw.memories, (r, base) => {
      if (r.shared && r.max === undefined)
        context.report('resolve/function', base.origin, { function: base.name, why: 'a shared memory has a `max`' });
      return {
        ...base,
        kind: 'memory' as const,
        limits: limits(r, base, r.index === 'i64' ? maxPages64 : maxPages, 'pages of 64 KiB'),
        shared: r.shared ?? false,
        index: r.index ?? 'i32',
      };
    }),
    tables: map('tables', raw.tables, (r, base) => ({
      ...base,
      kind: 'table' as const,
      limits: limits(r, base, maxElements, 'elements'),
      element: r.element,
    })),
    globals: map('globals', raw.globals, (r, base) => ({ ...base, kind: 'global' as const, type: r.type, mutable: r.mutable ?? false })),
    tags: map('tags', raw.tags, (r, base) => ({ ...base, kind: 'tag' as const, params: r.params })),
    exports: ownExports,
  };
}

/** What the head of `abi.json` says of itself. */
function header(context: Context): void {
  const { abi, source } = context;
  const at = (...path: (string | number)[]) => child({ file: source.abi.file, pointer: '' }, ...path);
  isVersion(context, abi.version, at('version'));
  const { released } = abi;
  if (released !== undefined && !isDate(released)) context.report('resolve/date', at('released'), { date: released });
  for (const [i, r] of (abi.reserved ?? []).entries())
    if (r.removedIn !== undefined) isVersion(context, r.removedIn, at('reserved', i, 'removedIn'));
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
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

/** Diagnostics in the order of the files and of the places in them, each once. */
function inPlaceOrder(diagnostics: readonly Diagnostic[], raw: RawAbi): Diagnostic[] {
  const files = [raw.abi.file, ...raw.interfaces.map((d) => d.file)];
  const rank = (d: Diagnostic): number => (d.span ? files.indexOf(d.span.file) : -1);
  const unique = new Map(diagnostics.map((d) => [JSON.stringify([d.code, d.message, d.span?.file, d.span?.pointer]), d]));
  return [...unique.values()].sort((a, b) => rank(a) - rank(b) || (a.span?.start.offset ?? 0) - (b.span?.start.offset ?? 0));
}
