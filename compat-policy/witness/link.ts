import type { AnyImport, Limits } from '../../generator/ir/abi.js';
import type { LoweredFunc, Signature } from '../../generator/ir/lowered.js';
import { coreText, importText } from '../compare/words.js';
import { linkKey } from '../pair/match.js';
import { oncePer } from '../pair/once-per.js';
import type { OtherImport, Side } from '../pair/side.js';
import { type ExternType, encodeModule, grow, type ModuleFunction, nothing } from './encode.js';
import { attempt, callExport, type Failure, type Tried } from './engine.js';

/** An import with what an engine compares of it. */
export interface Linked {
  readonly item: AnyImport;
  readonly type: ExternType;
}

export const linkedFunction = ({ func, signature }: LoweredFunc): Linked => ({ item: func, type: { kind: 'func', signature } });
export const linkedOther = (item: OtherImport): Linked => ({ item, type: item });

/** A guest that did not link, and what with. */
export interface LinkBreak {
  readonly guest: string;
  readonly host: string;
  readonly failure: Failure;
}

interface LinkName {
  readonly module: string;
  readonly field: string;
}

/**
 * Links a guest, under each name that it may use, to a host of another version that has types as an engine sees them. The
 * same guest must link to a host of its own version.
 */
export function linkBreak(guest: Linked, own: Side, other: Side): LinkBreak | undefined {
  for (const name of namesOf(guest.item)) {
    const link = linker(name, guest, exporterOf(own));
    if (link(providerOf(name, guest.item, own)).failure) continue;
    const host = providerOf(name, guest.item, other);
    const { failure } = link(host);
    if (failure) return { guest: `importing ${importText(name)} as ${externText(guest.type)}`, host: hostText(host), failure };
  }
  return undefined;
}

/**
 * Grows a memory or table of which the guest was promised more than the host gives. Both must link, and the same step must
 * have worked on the guest's own host.
 */
export function growBreak(guest: Linked, side: Side): { readonly steps: number; readonly host: string } | undefined {
  const { item, type } = guest;
  if (type.kind !== 'memory' && type.kind !== 'table') return undefined;
  const host = providerOf(item, item, side);
  if (host?.type.kind !== type.kind || host.type.limits.max === undefined) return undefined;
  const steps = host.type.limits.max + 1 - type.limits.min;
  if (steps <= 0 || host.type.limits.max >= mostUnits) return undefined;
  const link = linker(item, guest, exporterOf(side));
  const grown = (provider: Linked) => {
    const linked = link(provider);
    return linked.failure
      ? undefined
      : callExport(linked.value, 'grow', [type.kind === 'memory' && type.index === 'i64' ? BigInt(steps) : steps]);
  };
  const [own, other] = [grown(guest), grown(host)];
  const failed = (answer: unknown) => Number(answer) === -1;
  return own !== undefined && other !== undefined && !failed(own) && failed(other) ? { steps, host: hostText(host) } : undefined;
}

/** Pages of 64 KiB, or elements: what may be allocated to show something. */
const mostUnits = 1024;

const namesOf = (item: AnyImport): readonly LinkName[] => (item.kind === 'func' ? [item, ...item.importAliases] : [item]);

/** What a host of a version gives under a name: nothing where another party has come to answer it, or it may leave it out. */
function providerOf(name: LinkName, guest: AnyImport, side: Side): Linked | undefined {
  const { functions, others } = providersOf(side);
  const key = linkKey(name.module, name.field);
  const func = functions.get(key);
  if (func) return isGiven(func, guest) ? linkedFunction(func) : undefined;
  const other = others.get(key);
  return other && linkedOther(other);
}

/** What a version gives by link key. Of several under one, the first. */
const providersOf = oncePer(({ functions, others }: Side) => ({
  functions: firstByKey(functions, ({ func }) => func),
  others: firstByKey(others, (item) => item),
}));

function firstByKey<T>(items: readonly T[], importOf: (item: T) => AnyImport): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const item of items)
    for (const { module, field } of namesOf(importOf(item))) {
      const key = linkKey(module, field);
      if (!found.has(key)) found.set(key, item);
    }
  return found;
}

/** Who answered for the guest's version answers still; and a guest that can do without is not shown without. */
const isGiven = ({ func }: LoweredFunc, guest: AnyImport): boolean =>
  guest.kind !== 'func' ||
  ((func.answeredBy.kind === 'host' || func.answeredBy.kind === guest.answeredBy.kind) && (!func.optional || guest.optional));

/** A guest that imports something under a name, to be linked to hosts. */
function linker(
  { module, field }: LinkName,
  { type }: Linked,
  exported: Exporter,
): (host: Linked | undefined) => Tried<WebAssembly.Instance> {
  const compiled = new WebAssembly.Module(encodeModule([{ module, field, type }], growing(type)));
  return (host) => {
    const given = host === undefined ? {} : { [field]: hostValue(host.type, exported) };
    return attempt(() => new WebAssembly.Instance(compiled, { [module]: given }));
  };
}

/** An export `grow` for what can grow. */
function growing(type: ExternType): readonly ModuleFunction[] {
  if (type.kind !== 'memory' && type.kind !== 'table') return [];
  const unit = type.kind === 'memory' ? type.index : 'i32';
  const body = type.kind === 'memory' ? grow.memory : grow[type.element];
  return [{ export: 'grow', signature: { params: [unit], results: [unit] }, body }];
}

/** What a host passes that has types: a function exported by another module, a memory, a table, a global, a tag. */
function hostValue(type: ExternType, exported: Exporter): WebAssembly.ImportValue {
  switch (type.kind) {
    case 'func':
      return exported(type.signature);
    case 'memory':
      return new WebAssembly.Memory({ ...descriptor(type.limits, type.index === 'i64'), ...(type.shared ? { shared: true } : {}) });
    case 'table':
      return new WebAssembly.Table({ ...descriptor(type.limits, false), element: type.element === 'funcref' ? 'anyfunc' : 'externref' });
    case 'global':
      return new WebAssembly.Global({ value: type.type, mutable: type.mutable }, type.type === 'i64' ? 0n : 0);
    case 'tag':
      return new Tag({ parameters: type.params }) as WebAssembly.ImportValue;
  }
}

/** Not in the type declarations of every JavaScript library. */
const { Tag } = WebAssembly as unknown as { readonly Tag: new (type: { readonly parameters: readonly string[] }) => object };

function descriptor({ min, max }: Limits, wide: boolean): { initial: number; maximum?: number } {
  // 64-bit memories are addressed, and counted, by bigints.
  const units = (value: number) => (wide ? BigInt(value) : value) as number;
  const index = wide ? { address: 'i64' } : {};
  return { ...index, initial: units(min), ...(max === undefined ? {} : { maximum: units(max) }) };
}

/** A function of a signature that another module exports. */
type Exporter = (signature: Signature) => WebAssembly.ImportValue;

/** Makes one for each signature, since of thousands of functions few differ in it. */
const exporterOf = oncePer((_: Side): Exporter => {
  const known = new Map<string, WebAssembly.ImportValue>();
  return (signature) => {
    const key = signatureText(signature);
    const value = known.get(key) ?? exported(signature);
    known.set(key, value);
    return value;
  };
});

function exported(signature: Signature): WebAssembly.ImportValue {
  const bytes = encodeModule([], [{ export: 'run', signature, body: nothing(signature) }]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.run as WebAssembly.ImportValue;
}

const hostText = (host: Linked | undefined): string => (host ? `gives ${externText(host.type)}` : 'gives nothing under that name');

export const signatureText = ({ params, results }: Signature): string => `${coreText(params)} -> ${results.join(', ') || 'nothing'}`;

/** An import as an engine sees it. */
export function externText(type: ExternType): string {
  switch (type.kind) {
    case 'func':
      return `a function ${signatureText(type.signature)}`;
    case 'memory':
      return `a ${type.shared ? 'shared ' : ''}memory of ${limitsText(type.limits)} pages, indexed by ${type.index}`;
    case 'table':
      return `a table of ${limitsText(type.limits)} elements of ${type.element}`;
    case 'global':
      return `a ${type.mutable ? 'mutable' : 'constant'} global of ${type.type}`;
    case 'tag':
      return `a tag of ${coreText(type.params)}`;
  }
}

const limitsText = ({ min, max }: Limits): string => (max === undefined ? `${min} or more` : `${min} to ${max}`);
