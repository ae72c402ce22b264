import {
  type AnsweredBy,
  type AnyImport,
  type Authority,
  besideId,
  type Capability,
  deterministicText,
  type Func,
  type Named,
  type OpenModule,
} from '../../ir/abi.js';
import type { LoweredAbi, LoweredExport, Signature } from '../../ir/lowered.js';
import { byCodePoint } from '../../ir/order.js';

/** The manifest as plain data: absent values are null, so that every object of a kind has the same keys. */
export function manifestView({ abi, interfaces, onlyImportsOf }: LoweredAbi): object {
  const signatures = new Map(interfaces.flatMap((i) => i.functions.map((f) => [f.func.id, f.signature] as const)));
  const imports = abi.interfaces.flatMap((i) => [
    ...i.functions.map((func) => functionEntry(func, signatures.get(func.id))),
    ...i.memories.map((m) => plainEntry(m, { min: m.limits.min, max: m.limits.max ?? null, shared: m.shared, index: m.index })),
    ...i.tables.map((t) => plainEntry(t, { min: t.limits.min, max: t.limits.max ?? null, element: t.element })),
    ...i.globals.map((g) => plainEntry(g, { value: g.type, mutable: g.mutable })),
    ...i.tags.map((t) => plainEntry(t, { params: t.params })),
  ]);
  const exports = interfaces.flatMap((i) => i.exports.map(exportEntry));
  return {
    abi: abi.name,
    version: abi.version,
    digest: abi.digest,
    ...(onlyImportsOf === undefined ? {} : { onlyImportsOf }),
    targets: Object.fromEntries(
      abi.targets.map((t) => [t.name, { threads: t.threads, blocking: t.blocking, compile: t.compile, ...life(t) }]),
    ),
    capabilities: Object.fromEntries(abi.capabilities.map((c) => [c.name, capabilityEntry(c)])),
    imports: imports.toSorted((a, b) => byCodePoint(a.module, b.module) || byCodePoint(a.name, b.name)),
    exports: exports.toSorted((a, b) => byCodePoint(a.name, b.name)),
    modules: abi.modules.map(moduleEntry),
    reserved: abi.reserved.map(({ module, name, reason, removedIn }) => ({ module, name, reason, removedIn: removedIn ?? null })),
  };
}

const life = (item: Named): object => ({
  since: item.since ?? null,
  stability: item.stability,
  status: item.status,
  deprecated: item.deprecated
    ? {
        in: item.deprecated.in,
        removeIn: item.deprecated.removeIn ?? null,
        replacement: item.deprecated.replacement ?? null,
        noReplacement: item.deprecated.noReplacement ?? null,
        note: item.deprecated.note ?? null,
      }
    : null,
});

const importEntry = (item: AnyImport, type: object, more: object) => ({
  module: item.module,
  name: item.field,
  kind: item.kind,
  interface: item.interfaceName,
  item: item.name,
  type,
  targets: item.targets,
  ...life(item),
  ...more,
});

/** An import that is no function: nothing is granted, called or answered. */
const plainEntry = (item: AnyImport, type: object) =>
  importEntry(item, type, {
    capability: null,
    effects: null,
    deterministic: null,
    noreturn: false,
    answeredBy: 'host',
    task: null,
    pumps: [],
    sizedBy: null,
    aliases: [],
  });

const functionEntry = (func: Func, signature: Signature | undefined) =>
  importEntry(
    func,
    { params: signature?.params ?? [], results: signature?.results ?? [] },
    {
      capability: authorityEntry(func.authority),
      effects: func.effects,
      deterministic: func.deterministic ? deterministicText(func.deterministic) : null,
      noreturn: func.noreturn,
      answeredBy: answeredByEntry(func.answeredBy),
      task: func.task ? { poll: besideId(func, func.task.poll), cancel: besideId(func, func.task.cancel) } : null,
      pumps: func.pumps.map((stream) => stream.id),
      sizedBy: func.sizedBy === undefined ? null : besideId(func, func.sizedBy),
      aliases: func.importAliases.map(({ module, field }) => ({ module, name: field })),
    },
  );

function authorityEntry(authority: Authority): object {
  switch (authority.kind) {
    case 'none':
      return { none: authority.reason };
    case 'all':
      return { allOf: authority.names };
    case 'any':
      return { anyOf: authority.names };
  }
}

const answeredByEntry = (by: AnsweredBy): object | string => (by.kind === 'export' ? { export: by.exportId } : by.kind);

const capabilityEntry = (capability: Capability): object => ({
  doc: capability.doc,
  targets: capability.targets,
  nondeterministic: capability.nondeterministic,
  implies: capability.implies,
  aliases: capability.aliases,
  ...life(capability),
});

const exportEntry = ({ export: item, signature }: LoweredExport) => ({
  name: item.field,
  kind: item.kind,
  interface: item.interfaceName,
  item: item.name,
  type: item.kind === 'func' ? { params: signature.params, results: signature.results } : null,
  requiredOn: item.requiredOn,
  when: item.when ?? null,
  ...life(item),
});

const moduleEntry = (module: OpenModule): object => ({
  name: module.name,
  answeredBy: module.answeredBy,
  targets: module.targets,
  contracts: module.contracts.map((c) => ({ name: c.name, params: c.params, variadic: c.variadic, results: c.results, ...life(c) })),
  ...life(module),
});
