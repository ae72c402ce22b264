import type { FoundImport, HostSource } from './material.js';
import { identifier, Unique, wordsOf } from './words.js';

/** Imports that make up one interface. */
export interface Group {
  readonly name: string;
  /** Module of its imports; undefined where it holds those of several. */
  readonly module: string | undefined;
  readonly members: readonly Member[];
}

export interface Member {
  readonly found: FoundImport;
  /** Words of its name inside the interface. */
  readonly words: readonly string[];
}

/** More interfaces would be no help to a reader. */
const mostModules = 200;
const mostGroups = 200;

/** Words that say what a function does and not what it belongs to. */
const verbs: ReadonlySet<string> = new Set(
  'get set is has new create make to from on do add remove delete free alloc read write open close send recv receive call load store start stop init begin end run print log throw abort exit update find query put push pop check'.split(
    ' ',
  ),
);

/** Names that emitters give to files and folders of their own. */
const kept = ['index', 'readme', 'types', 'guest', 'con', 'prn', 'aux', 'nul', 'package', 'internal'];

/**
 * Splits imports into interfaces: by their module, and in it by the word that several names begin with, once what all of them
 * begin with is left out.
 */
export function split(imports: readonly FoundImport[], host: HostSource | undefined, taken: readonly string[]): Group[] {
  const modules = new Map<string, FoundImport[]>();
  for (const found of imports) {
    const list = modules.get(found.module) ?? [];
    list.push(found);
    modules.set(found.module, list);
  }
  const bySize = [...modules].sort(([, a], [, b]) => b.length - a.length);
  const rest = bySize.slice(mostModules).flatMap(([, list]) => list);
  const own = new Set(bySize.slice(0, mostModules).map(([module]) => module));
  const names = new Unique([...kept, ...taken]);
  const groups: Group[] = [];
  for (const [module, list] of modules)
    if (own.has(module))
      for (const { words, members } of splitModule(module, list, host))
        groups.push({ name: names.claim(identifier(words, 'unnamed')), module, members });
  if (rest.length > 0) {
    const members = rest.map((found) => ({ found, words: wordsOf(`${found.module}_${labelOf(found, host)}`) }));
    groups.push({ name: names.claim('others'), module: undefined, members });
  }
  return groups;
}

function splitModule(
  module: string,
  imports: readonly FoundImport[],
  host: HostSource | undefined,
): { readonly words: readonly string[]; readonly members: readonly Member[] }[] {
  const own = wordsOf(module).filter((word, i, all) => !(i > 0 && i === all.length - 1 && (word === 'js' || word === 'mjs')));
  const members = imports.map((found) => ({ found, words: wordsOf(labelOf(found, host)) }));
  const functions = members.filter((m) => m.found.type.kind === 'func');
  const shared = sharedWords(functions.map((m) => m.words));
  const groups = new Map<string, Member[]>();
  for (const { found, words } of functions) {
    const [first = '', ...rest] = words.slice(shared.length);
    if (rest.length === 0 || verbs.has(first)) continue;
    const group = groups.get(first) ?? [];
    group.push({ found, words: rest });
    groups.set(first, group);
  }
  const least = Math.max(2, Math.ceil(functions.length / mostGroups));
  const parted = [...groups].filter(([, group]) => group.length >= least);
  // One group that is nearly everything parts nothing.
  const useful = functions.length > least ? parted : [];
  const inGroup = new Set(useful.flatMap(([, group]) => group.map((m) => m.found)));
  const left = members
    .filter((m) => !inGroup.has(m.found))
    .map((m) => (m.found.type.kind === 'func' ? { ...m, words: m.words.slice(shared.length) } : m));
  const remainder = left.length > 0 ? [{ words: shared.length > 0 ? shared : own, members: left }] : [];
  return [...useful.map(([word, group]) => ({ words: [word], members: group })), ...remainder];
}

/** The words that all of three or more names begin with, as far as each name has one more. */
function sharedWords(names: readonly (readonly string[])[]): readonly string[] {
  const [first] = names;
  if (first === undefined || names.length < 3) return [];
  let length = 0;
  while (names.every((words) => words.length > length + 1 && words[length] === first[length])) length++;
  return first.slice(0, length);
}

const hash = /[_h]+[0-9a-f]{16}E?$/;

/** What an import is called: its name, unless that was made short or is a hash, and the host or the debug names have a better one. */
export function labelOf(found: FoundImport, host: HostSource | undefined): string {
  if (!isMinified(found)) return found.name.replace(hash, '');
  const known = host?.functionFor(found.module, found.name)?.name ?? found.debugName;
  return known === undefined || known === '' ? found.name : known.replace(hash, '');
}

/** Names that a build made short: one or two characters in a module of one. */
export const isMinified = ({ module, name }: FoundImport): boolean => module.length <= 1 && name.length <= 2;

/** Names that hold a hash of a build. */
export const isHashed = ({ name }: FoundImport): boolean => hash.test(name);
