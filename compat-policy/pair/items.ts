import type {
  Abi,
  AnyImport,
  Deprecation,
  Func,
  GuestExport,
  Interface,
  NamedType,
  Origin,
  Stability,
  Status,
} from '../../generator/ir/abi.js';

/** One thing that an ABI declares, under a key that is the same in every version: `parameter socket.recv.flags`. */
export interface AbiItem {
  readonly key: string;
  readonly origin: Origin;
  /** The item that contains it. */
  readonly parent: AbiItem | undefined;
  readonly since: string | undefined;
  readonly status: Status;
  /** That of the import, export, type or the like which it is or is a part of: a whole is no less stable for its parts. */
  readonly stability: Stability;
  /** What the schema says of it. */
  readonly ownStability: Stability;
  readonly deprecated: Deprecation | undefined;
  /** Undefined where targets do not part the item. */
  readonly targets: readonly string[] | undefined;
}

interface Life {
  readonly origin: Origin;
  readonly since?: string | undefined;
  readonly status?: Status;
  readonly stability?: Stability;
  readonly deprecated?: Deprecation | undefined;
  readonly targets?: readonly string[];
}

/** Keys of items. */
export const itemKey = {
  abi: 'abi',
  target: (name: string) => `target ${name}`,
  capability: (name: string) => `capability ${name}`,
  module: (name: string) => `module ${name}`,
  contract: (module: string, name: string) => `contract ${module}.${name}`,
  interface: (name: string) => `interface ${name}`,
  type: (type: { readonly id: string }) => `type ${type.id}`,
  /** A case of an enum, an error domain or a variant. */
  case: (type: { readonly id: string }, name: string) => `case ${type.id}.${name}`,
  bit: (type: { readonly id: string }, name: string) => `bit ${type.id}.${name}`,
  range: (type: { readonly id: string }, name: string) => `range ${type.id}.${name}`,
  field: (type: { readonly id: string }, name: string) => `field ${type.id}.${name}`,
  /** A function, memory, table, global or tag. */
  import: (item: { readonly kind: AnyImport['kind']; readonly id: string }) =>
    `${item.kind === 'func' ? 'function' : item.kind} ${item.id}`,
  param: (func: { readonly id: string }, name: string) => `parameter ${func.id}.${name}`,
  result: (func: { readonly id: string }) => `result ${func.id}`,
  export: (item: { readonly id: string }) => `export ${item.id}`,
  exportParam: (item: { readonly id: string }, name: string) => `export-parameter ${item.id}.${name}`,
  exportResult: (item: { readonly id: string }) => `export-result ${item.id}`,
  reserved: (item: { readonly module: string; readonly name: string }) => `reserved ${item.module}.${item.name}`,
} as const;

/** Items by their keys. */
export interface Items {
  readonly get: (key: string) => AbiItem | undefined;
  /** Containers before what they contain. */
  readonly values: () => Iterable<AbiItem>;
  /** Those of the ABI itself, then those of the given interfaces of it. */
  readonly within: (interfaces: readonly Interface[]) => Iterable<AbiItem>;
}

/**
 * What was made of interfaces. Versions that have one in common share its items, so that an item which is the same object is
 * the same; and a look into one interface of a large ABI costs no more than that interface.
 */
const lists = new WeakMap<Interface, readonly AbiItem[]>();
const maps = new WeakMap<Interface, ReadonlyMap<string, AbiItem>>();

/** Every item of an ABI. */
export function itemsOf(abi: Abi): Items {
  const own = byKey(ownItems(abi));
  const root = own.get(itemKey.abi);
  const interfaces = new Map(abi.interfaces.map((found) => [found.name, found]));
  const listOf = (found: Interface) => kept(lists, found, () => itemsIn(found, root));
  const mapOf = (found: Interface) => kept(maps, found, () => byKey(listOf(found)));
  const within = function* (some: readonly Interface[]) {
    yield* own.values();
    for (const found of some) yield* listOf(found);
  };
  return {
    get: (key) => {
      const found = interfaces.get(interfaceIn(key));
      return own.get(key) ?? (found && mapOf(found).get(key));
    },
    values: () => within(abi.interfaces),
    within,
  };
}

/** The interface that a key names, if it does: `socket` in `parameter socket.recv.flags`. */
function interfaceIn(key: string): string {
  const start = key.indexOf(' ') + 1;
  const end = key.indexOf('.', start);
  return end < 0 ? key.slice(start) : key.slice(start, end);
}

const byKey = (items: readonly AbiItem[]): ReadonlyMap<string, AbiItem> => new Map(items.map((item) => [item.key, item]));

function kept<T>(known: WeakMap<Interface, T>, found: Interface, make: () => T): T {
  const value = known.get(found) ?? make();
  known.set(found, value);
  return value;
}

type Add = (key: string, life: Life, parent: AbiItem | undefined) => AbiItem;

const adderTo =
  (items: AbiItem[]): Add =>
  (key, life, parent) => {
    const item = itemOf(key, life, parent);
    items.push(item);
    return item;
  };

/** What stands in no interface. */
function ownItems(abi: Abi): readonly AbiItem[] {
  const items: AbiItem[] = [];
  const add = adderTo(items);
  const root = add(itemKey.abi, { origin: abi.origin }, undefined);
  for (const target of abi.targets) add(itemKey.target(target.name), target, root);
  for (const capability of abi.capabilities) add(itemKey.capability(capability.name), capability, root);
  for (const module of abi.modules) {
    const item = add(itemKey.module(module.name), module, root);
    for (const contract of module.contracts) add(itemKey.contract(module.name, contract.name), contract, item);
  }
  for (const name of abi.reserved) add(itemKey.reserved(name), name, root);
  return items;
}

function itemsIn(found: Interface, root: AbiItem | undefined): readonly AbiItem[] {
  const items: AbiItem[] = [];
  const add = adderTo(items);
  const item = add(itemKey.interface(found.name), { origin: found.origin }, root);
  for (const type of found.types) addType(add, type, item);
  for (const func of found.functions) addFunction(add, func, item);
  for (const other of [...found.memories, ...found.tables, ...found.globals, ...found.tags]) add(itemKey.import(other), other, item);
  for (const guestExport of found.exports) addExport(add, guestExport, item);
  return items;
}

function itemOf(key: string, life: Life, parent: AbiItem | undefined): AbiItem {
  const ownStability = life.stability ?? 'stable';
  const isPart = parent !== undefined && parent.key !== itemKey.abi && !parent.key.startsWith('interface ');
  return {
    key,
    origin: life.origin,
    parent,
    since: life.since ?? parent?.since,
    status: life.status ?? (life.deprecated ? 'deprecated' : 'active'),
    stability: isPart ? parent.stability : ownStability,
    ownStability,
    deprecated: life.deprecated,
    targets: life.targets ?? parent?.targets,
  };
}

function addType(add: Add, type: NamedType, parent: AbiItem): void {
  const item = add(itemKey.type(type), type, parent);
  switch (type.kind) {
    case 'enum':
      for (const range of type.ranges) add(itemKey.range(type, range.name), range, item);
      for (const found of type.cases) add(itemKey.case(type, found.name), found, item);
      return;
    case 'errors':
    case 'variant':
    case 'packed-union':
      for (const found of type.cases) add(itemKey.case(type, found.name), found, item);
      return;
    case 'flags':
      for (const bit of type.bits) add(itemKey.bit(type, bit.name), bit, item);
      return;
    case 'record':
    case 'packed':
      for (const field of type.fields) add(itemKey.field(type, field.name), field, item);
  }
}

function addFunction(add: Add, func: Func, parent: AbiItem): void {
  const item = add(itemKey.import(func), func, parent);
  for (const param of func.params) add(itemKey.param(func, param.name), param, item);
  if (func.result) add(itemKey.result(func), func.result, item);
}

function addExport(add: Add, found: GuestExport, parent: AbiItem): void {
  // A guest may export it on every target, wherever it must.
  const item = add(itemKey.export(found), found, parent);
  for (const param of found.params) add(itemKey.exportParam(found, param.name), param, item);
  if (found.result) add(itemKey.exportResult(found), { origin: found.origin }, item);
}
