import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { isDeclared } from '../../emit/lifecycle.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import { quoted, witDocs } from '../../emit/text/wit.js';
import type { Abi, Item, Target } from '../../ir/abi.js';
import type { LoweredAbi, LoweredInterface } from '../../ir/lowered.js';
import type { NamedType } from '../../ir/types.js';
import { exportItem, functionItems } from './functions-view.js';
import { claimed, kebabCase, packageNames, WitScope, written } from './names.js';
import { typeItem, type WitItem } from './types-view.js';

interface WitInterface {
  readonly docs: string;
  readonly name: string;
  /** `errno.{errno, eai as errno-eai}` */
  readonly uses: readonly string[];
  readonly items: readonly WitItem[];
}

interface World {
  readonly docs: string;
  readonly name: string;
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** View model of `abi.wit.hbs`. */
export interface WitView {
  readonly docs: string;
  readonly namespace: string;
  readonly version: string;
  readonly interfaces: readonly WitInterface[];
  readonly worlds: readonly World[];
}

interface Package {
  readonly view: WitView;
  readonly diagnostics: readonly Diagnostic[];
  /** Which interfaces each interface uses. */
  readonly uses: ReadonlyMap<string, readonly string[]>;
}

/** Name of the interface of all types, where those of one interface need types of another that needs theirs. */
const sharedTypes = 'all-types';

/** A package with worlds for these targets. Types stand in their own interfaces, unless these would use each other in a circle, which WIT has not. */
export function witPackage(lowered: LoweredAbi, targets: readonly string[]): Package {
  const apart = packageOf(lowered, targets, false);
  return isCircular(apart.uses) ? packageOf(lowered, targets, true) : apart;
}

function packageOf(lowered: LoweredAbi, targets: readonly string[], shared: boolean): Package {
  const { abi, interfaces } = lowered;
  const table = packageNames();
  const claim = (name: string, what: string, item: Item) => claimed(table, 'package', name, what, item);
  const sharedName = shared ? claim(sharedTypes, 'the interface of all types', abi) : undefined;
  const names = interfaces.map(({ interface: i }) => claim(i.name, i.name, i));
  const homes = new Map(
    interfaces.flatMap(({ interface: i }, at) => i.types.map((type) => [type.id, sharedName ?? names[at] ?? ''] as const)),
  );
  const homeOf = (type: NamedType): string => homes.get(type.id) ?? '';
  const typeNames = new Map(abi.interfaces.flatMap((i) => i.types.map((type) => [type.id, written(kebabCase(type.name))] as const)));
  const uses = new Map<string, readonly string[]>();
  const build = (name: string, docs: readonly string[], fill: (scope: WitScope) => WitItem[]): WitInterface => {
    const scope = new WitScope(table, name, homeOf);
    const items = fill(scope);
    uses.set(name, [...scope.uses.keys()]);
    return { docs: witDocs(docs), name, uses: useTexts(scope, typeNames), items };
  };
  const types = (of: readonly LoweredInterface[], scope: WitScope): WitItem[] => {
    for (const type of of.flatMap((i) => i.interface.types)) scope.ownType(type);
    return of.flatMap((i) => i.interface.types.map((type) => typeItem(type, i.layouts.get(type.id), scope)));
  };
  const imported = interfaces.map((i, at) =>
    build(names[at] ?? '', docLines(i.interface.doc), (scope) => {
      const declared = i.functions.filter(({ func }) => isDeclared(func));
      const own = shared ? [] : types([i], scope);
      const claimedNames = declared.map(({ func }) => scope.own(func.name, func.id, func, `${func.name}-call`));
      return [...own, ...declared.flatMap((f, k) => functionItems(f, claimedNames[k] ?? '', abi, scope))];
    }),
  );
  const exporting = interfaces.filter((i) => i.exports.some(isFunction));
  const exported = exporting.map((i) =>
    build(
      claim(`${i.interface.name}-exports`, `the exports of ${i.interface.name}`, i.interface),
      [`What guests export for ${i.interface.name}.`],
      (scope) => {
        const functions = i.exports.filter(isFunction);
        const claimedNames = functions.map((e) => scope.own(e.export.name, e.export.id, e.export));
        return functions.map((e, k) => exportItem(e, claimedNames[k] ?? '', scope));
      },
    ),
  );
  const all = sharedName === undefined ? [] : [build(sharedName, ['The types of all interfaces.'], (scope) => types(interfaces, scope))];
  const worlds = abi.targets
    .filter((target) => targets.includes(target.name))
    .map((target) => worldOf(target, claim(`${target.name}-guest`, `the target ${target.name}`, target), interfaces, names, exported));
  const view = {
    docs: witDocs(header(abi)),
    namespace: written(kebabCase(abi.name)),
    version: abi.version,
    interfaces: [...all, ...imported, ...exported],
    worlds,
  };
  return { view, diagnostics: table.diagnostics, uses };
}

const isFunction = ({ export: item }: LoweredInterface['exports'][number]): boolean => item.kind === 'func' && isDeclared(item);

function useTexts({ uses }: WitScope, typeNames: ReadonlyMap<string, string>): string[] {
  return [...uses].map(([home, used]) => {
    const list = [...used].map(([id, local]) => (typeNames.get(id) === local ? local : `${typeNames.get(id)} as ${local}`));
    return `${home}.{${list.join(', ')}}`;
  });
}

function worldOf(
  target: Target,
  name: string,
  interfaces: readonly LoweredInterface[],
  names: readonly string[],
  exported: readonly WitInterface[],
): World {
  const isThere = ({ functions }: LoweredInterface) => functions.some(({ func }) => isDeclared(func) && func.targets.includes(target.name));
  return {
    docs: witDocs([`A guest on ${target.name}: threads ${target.threads}, blocking calls ${target.blocking}.`, ...docLines(target.doc)]),
    name,
    imports: names.filter((_, at) => interfaces.slice(at, at + 1).some(isThere)),
    exports: exported.map((e) => e.name),
  };
}

const header = (abi: Abi): string[] => [
  `The ABI ${abi.name} ${abi.version}, ${abi.digest}: an approximation, for readers and tools of the component model.`,
  'The ABI is one of core modules: values cross as the core types that are named with each function, not as those of the canonical ABI.',
  'An interface has the functions of all targets; each says on which it is available.',
  ...abi.interfaces
    .flatMap((i) => [...i.memories, ...i.tables, ...i.globals, ...i.tags])
    .filter(isDeclared)
    .map((item) => `Guests also import the ${item.kind} ${quoted(item.module)} ${quoted(item.field)}. ${oneLine(item.doc)}`.trimEnd()),
  ...docLines(abi.doc),
];

/** Whether some interface is used by what it uses: then taking away those that use none of the others leaves some. */
function isCircular(uses: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Map([...uses].map(([name, used]) => [name, used.length]));
  const usedBy = new Map<string, string[]>();
  for (const [name, used] of uses)
    for (const other of used) {
      const users = usedBy.get(other) ?? [];
      users.push(name);
      usedBy.set(other, users);
    }
  const free = [...left.keys()].filter((name) => left.get(name) === 0);
  for (const name of free)
    for (const user of usedBy.get(name) ?? []) {
      const rest = (left.get(user) ?? 0) - 1;
      left.set(user, rest);
      if (rest === 0) free.push(user);
    }
  return free.length < uses.size;
}
