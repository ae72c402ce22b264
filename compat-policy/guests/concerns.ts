import { type AnyImport, importsOf } from '../../generator/ir/abi.js';
import type { Finding } from '../finding.js';
import { type AbiItem, itemKey } from '../pair/items.js';
import { type AbiPair, formerOf, type Side } from '../pair/pair.js';

/** A finding as modules are held to it. */
export interface Concern {
  readonly fingerprint: string;
  /** A module that runs on none of them does not meet it. */
  readonly targets: readonly string[];
}

/** What findings mean to modules by what these import and export. Plain data. */
export interface Concerns {
  readonly imports: readonly { readonly module: string; readonly name: string; readonly concerns: readonly Concern[] }[];
  /** Of open modules, whose names the ABI does not list. */
  readonly modules: readonly { readonly name: string; readonly concerns: readonly Concern[] }[];
  /** Of modules that have the export; where it is new, of those that do not. */
  readonly exports: readonly { readonly name: string; readonly isNew: boolean; readonly concerns: readonly Concern[] }[];
}

type Versions = Pick<AbiPair, 'from' | 'to'>;

/** Whether modules of the baseline break by what was found: nobody waived it, and it is what old guests meet on a new host. */
export const breaksModules = ({ breaks, waivedBy, severity, breaking }: Finding): boolean =>
  waivedBy === undefined && breaks.includes('old-guest') && (severity === 'error' || breaking);

/** Findings that break modules, by the imports and exports through which they do: of types through everything that carries them. */
export function concernsOf(pair: Versions, findings: readonly Finding[]): Concerns {
  const of = collected(pair, findings.filter(breaksModules));
  const { from, to } = pair;
  const fields = new Map([...to.exports, ...from.exports].map(({ export: item }) => [itemKey.export(item), item.field]));
  return {
    imports: importsOf(from.abi).flatMap((item) => {
      const concerns = of(itemKey.import(item));
      return concerns.length === 0 ? [] : namesOf(item).map(({ module, field }) => ({ module, name: field, concerns }));
    }),
    modules: from.abi.modules.flatMap(({ name }) => {
      const concerns = of(itemKey.module(name));
      return concerns.length === 0 ? [] : [{ name, concerns }];
    }),
    exports: [...fields].flatMap(([key, name]) => {
      const concerns = of(key);
      return concerns.length === 0 ? [] : [{ name, isNew: from.items().get(key) === undefined, concerns }];
    }),
  };
}

const namesOf = (item: AnyImport) => [item, ...(item.kind === 'func' ? item.importAliases : [])];

/** Concerns by the key of an import, an open module or an export. */
function collected(pair: Versions, findings: readonly Finding[]): (key: string) => readonly Concern[] {
  const found = new Map<string, Concern[]>();
  for (const finding of findings) {
    const keys = new Set(keysOf(finding).flatMap((key) => carriersOf(pair, key)));
    for (const key of keys) {
      const concern = { fingerprint: finding.fingerprint, targets: finding.targets };
      const known = found.get(key);
      if (known) known.push(concern);
      else found.set(key, [concern]);
    }
  }
  return (key) => found.get(key) ?? [];
}

/** Where a finding shows: at its places, and else at its item, of whatever that is a part. */
const keysOf = ({ item, places }: Finding): readonly string[] =>
  places.length === 0 || isPartOfCarrier(item) ? [item, ...places] : places;

const isPartOfCarrier = (key: string): boolean =>
  /^(?:function|parameter|result|memory|table|global|tag|export|export-parameter|export-result) /.test(key);

/** Keys of the imports, open modules and exports through which guests of the baseline meet an item. */
function carriersOf(pair: Versions, key: string): readonly string[] {
  const { from, to } = pair;
  const former = from.items().get(key);
  const now = to.items().get(key);
  // A new export is met by those that lack it. What else is new as a whole no old guest uses.
  if (!former && now && isWhole(now)) return key.startsWith('export ') ? [key] : [];
  const item = former ?? formerOf(pair, key);
  return item ? carriersOfItem(from, wholeOf(item)) : [];
}

/** Whether an item is no part of a function, a type or the like. */
const isWhole = ({ parent }: AbiItem): boolean => parent === undefined || parent.key === itemKey.abi || parent.key.startsWith('interface ');

const wholeOf = (item: AbiItem): AbiItem => (isWhole(item) || !item.parent ? item : wholeOf(item.parent));

function carriersOfItem(from: Side, { key }: AbiItem): readonly string[] {
  const [kind = '', id = ''] = parted(key);
  const all = importsOf(from.abi);
  const keysWhere = (wanted: (item: AnyImport) => boolean) => all.filter(wanted).map((item) => itemKey.import(item));
  switch (kind) {
    case 'type':
      return (from.uses().get(id) ?? []).flatMap(({ at }) => {
        const use = from.items().get(at);
        return use ? [wholeOf(use).key] : [];
      });
    case 'capability':
      return keysWhere((item) => item.kind === 'func' && item.authority.kind !== 'none' && item.authority.names.includes(id));
    case 'target':
      return keysWhere((item) => item.targets.includes(id));
    case 'interface':
      return keysWhere((item) => item.id.startsWith(`${id}.`));
    case itemKey.abi:
      return keysWhere(() => true);
    default:
      return [key];
  }
}

const parted = (key: string): readonly string[] => {
  const at = key.indexOf(' ');
  return at < 0 ? [key] : [key.slice(0, at), key.slice(at + 1)];
};
