import type * as Raw from '../schema/raw.generated.js';
import { draftFunction } from './functions.js';
import type { FoundImport, HostSource, Note } from './material.js';
import type { Group } from './split.js';
import { plainText } from './text.js';
import { identifier, type Unique } from './words.js';

/** A drafted interface, with what of it is guessed and the capabilities that it names. */
export interface DraftInterface {
  readonly document: Raw.InterfaceDocument;
  readonly notes: readonly Note[];
  /** What each capability is for, by name. */
  readonly capabilities: ReadonlyMap<string, string>;
}

export interface Naming {
  /** Name of the ABI. */
  readonly abi: string;
  /** Names of items with their interface, which some languages write as one. */
  readonly items: Unique;
  readonly host: HostSource | undefined;
}

/** Describes the imports of one interface. */
export function draftInterface(group: Group, naming: Naming, file: string): DraftInterface {
  const capabilities = new Map<string, string>();
  const notes: Note[] = [];
  const items: Record<Section, [string, unknown][]> = { functions: [], memories: [], tables: [], globals: [], tags: [] };
  for (const { found, words } of group.members) {
    const { type } = found;
    const name = naming.items.claim(identifier(words, 'import'), (n) => [`${group.name}.${n}`]);
    const section = sections[type.kind];
    const pointer = `/${section}/${name}`;
    const shared = group.module === found.module ? {} : { module: found.module };
    if (type.kind !== 'func') {
      items[section].push([name, { ...describe(found), ...shared }]);
      continue;
    }
    const drafted = draftFunction(found, type, naming.host?.functionFor(found.module, found.name), modulesOf(found));
    const capability = capabilityName(naming.abi, drafted.reaches ?? group.name);
    const what = drafted.reaches === undefined ? `Guessed: use what ${group.name} offers.` : `Guessed: use ${drafted.reaches}.`;
    if (!capabilities.has(capability)) capabilities.set(capability, what);
    items.functions.push([name, { ...drafted.raw, ...shared, capability }]);
    for (const { topic, pointer: inside, text } of drafted.notes)
      notes.push({ topic, about: `${group.name}.${name}`, file, pointer: `${pointer}${inside}`, text });
  }
  const said = Object.entries(items).flatMap(([section, list]) => (list.length > 0 ? [[section, Object.fromEntries(list)] as const] : []));
  const from = group.module === undefined ? 'several modules' : plainText(group.module).slice(0, 60);
  return {
    notes,
    capabilities,
    document: {
      interface: group.name,
      ...(group.module !== undefined && { module: group.module }),
      doc: `To do: say what this is. Drafted from what guests import of ${from}.`,
      ...Object.fromEntries(said),
    },
  };
}

const sections = { func: 'functions', memory: 'memories', table: 'tables', global: 'globals', tag: 'tags' } as const;
type Section = (typeof sections)[keyof typeof sections];

/** `com.app` is longer than a capability may be, and holds what none may. */
const capabilityName = (abi: string, what: string): string =>
  `${abi
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/-$/, '')}.${what.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

/** Names of modules, as far as a sentence has room for them. */
function modulesOf({ paths }: FoundImport): string {
  const names = paths.slice(0, 3).map((path) =>
    path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 60),
  );
  return paths.length > 3 ? `${names.join(', ')} and ${paths.length - 3} more` : names.join(', ');
}

/** An import that is no function: all of it stands in its type. */
function describe({ name, type }: FoundImport): Raw.Memory | Raw.Table | Raw.Global | Raw.Tag | undefined {
  const limits = (l: { readonly min: bigint; readonly max: bigint | undefined }) => ({
    min: Number(l.min),
    ...(l.max !== undefined && { max: Number(l.max) }),
  });
  switch (type.kind) {
    case 'func':
      return undefined;
    case 'memory':
      return {
        import: name,
        ...limits(type.limits),
        ...(type.limits.shared && { shared: true }),
        ...(type.limits.index === 'i64' && { index: 'i64' as const }),
      };
    case 'table':
      return { import: name, element: type.element as Raw.Table['element'], ...limits(type.limits) };
    case 'global':
      return { import: name, type: type.type as Raw.CoreType, ...(type.mutable && { mutable: true }) };
    case 'tag':
      return { import: name, params: [...type.params] as Raw.CoreType[] };
  }
}
