import type * as Raw from '../schema/raw.generated.js';
import { draftExports } from './exports.js';
import { capabilityNotes, knownCapabilities, modulesOf, targetsOf } from './head.js';
import { draftInterface } from './items.js';
import { type Borrowed, borrow, type KnownAbi, keyOf } from './known.js';
import type { GivenModule, HostSource, Note } from './material.js';
import { type Conflict, mergeImports } from './merge.js';
import { importNotes, openNote, targetNotes } from './notes.js';
import { nothingTaken, renameInterfaces } from './rename.js';
import { sortOut } from './sort.js';
import { split } from './split.js';
import { Unique } from './words.js';

/** The version of a draft: what ships already is a contract, and the next change of it can be judged. */
export const draftVersion = '1.0.0';

export interface InferOptions {
  /** Name of the ABI. */
  readonly name: string;
  /** What `$schema` shall be in the documents; empty: nothing. */
  readonly schema: string;
  readonly modules: readonly GivenModule[];
  readonly known: readonly KnownAbi[];
  readonly host: HostSource | undefined;
}

export interface Draft {
  /** Texts by path below the folder of the ABI. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly notes: readonly Note[];
  readonly conflicts: readonly Conflict[];
  /** Names of interfaces, known ones first. */
  readonly interfaces: readonly string[];
  /** How many imports there are, are described by a known ABI, are drafted, and are not described. */
  readonly counts: { readonly imports: number; readonly known: number; readonly drafted: number; readonly open: number };
  /** Known ABIs of which something was taken, with the version. */
  readonly from: readonly string[];
}

/** Drafts the ABI that modules were built for. Depends on its arguments alone. */
export function draft({ name, schema, modules, known, host }: InferOptions): Draft {
  const { imports, conflicts } = mergeImports(modules);
  const borrowed = named(borrow(known, imports, modules));
  const taken = new Set(borrowed.flatMap((b) => [...b.keys]));
  const left = imports.filter((found) => !taken.has(keyOf(found)));
  const { described, open } = sortOut(left, borrowed, conflicts);
  const documents = borrowed.flatMap((b) => b.interfaces).map((d) => withRequired(d, modules));
  const notes: Note[] = [...importNotes(imports, conflicts, known, taken), ...open.map(openNote)];
  const groups = split(
    described,
    host,
    documents.map((d) => d.interface),
  );
  const items = new Unique(documents.flatMap((d) => Object.keys(d.functions ?? {}).map((f) => `${d.interface}.${f}`)));
  const capabilities = new Map(borrowed.flatMap(knownCapabilities));
  const drafted: Raw.InterfaceDocument[] = [];
  for (const group of groups) {
    const made = draftInterface(group, { abi: name, items, host }, fileOf(group.name));
    drafted.push(made.document);
    notes.push(...made.notes);
    for (const [capability, doc] of made.capabilities) capabilities.set(capability, { doc, nondeterministic: true });
  }
  const guest = documents.find((d) => d.exports !== undefined)?.interface ?? guestName;
  const exported = draftExports(modules, host?.exports ?? new Set(), documents, fileOf(guest));
  notes.push(...exported.notes);
  const all = withExports([...documents, ...drafted], guest, exported.exports);
  const shared = imports.some((found) => found.type.kind === 'memory' && found.type.limits.shared);
  const targets = targetsOf(borrowed, shared);
  notes.push(
    ...targetNotes(targets, borrowed.length > 0, shared, `${draftVersion}/abi.json`),
    ...capabilityNotes(capabilities, borrowed, `${draftVersion}/abi.json`),
  );
  const abi: Raw.AbiDocument = {
    ...(schema !== '' && { $schema: schema }),
    abi: name,
    version: draftVersion,
    package: `${name.toLowerCase()}-host`,
    doc: 'To do: say what this ABI is. Drafted from modules; INFERRED.md beside this folder lists what is guessed.',
    targets,
    capabilities: Object.fromEntries([...capabilities].sort(([a], [b]) => (a < b ? -1 : 1))),
    interfaces: all.map((d) => `${d.interface}.json`) as [string, ...string[]],
    ...modulesOf(borrowed, open),
  };
  const texts = [
    { path: `${draftVersion}/abi.json`, text: jsonText(abi) },
    ...all.map((d) => ({ path: fileOf(d.interface), text: jsonText({ ...(schema !== '' && { $schema: schema }), ...d }) })),
    ...borrowed.flatMap((b) => [...b.payloads].map(([path, text]) => ({ path: `${draftVersion}/${path}`, text }))),
  ];
  return {
    files: texts,
    notes,
    conflicts,
    interfaces: all.map((d) => d.interface),
    counts: { imports: imports.length + conflicts.length, known: taken.size, drafted: described.length, open: open.length },
    from: borrowed.map((b) => `${b.abi.name} ${b.abi.version}`),
  };
}

const fileOf = (name: string): string => `${draftVersion}/${name}.json`;
const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Where no known ABI has an interface with what guests export. `split` gives the name to nothing else. */
const guestName = 'guest';

/** The interfaces with the exports in one of them, which is made if it is not there. An ABI has an interface at least. */
function withExports(
  documents: readonly Raw.InterfaceDocument[],
  guest: string,
  exports: Record<string, Raw.GuestExport>,
): Raw.InterfaceDocument[] {
  if (Object.keys(exports).length === 0 && documents.length > 0) return [...documents];
  const there = documents.some((d) => d.interface === guest);
  if (!there) return [...documents, { interface: guest, doc: 'What a guest exports and its host uses.', exports }];
  return documents.map((d) => (d.interface === guest ? { ...d, exports: { ...d.exports, ...exports } } : d));
}

/** Interfaces and types of a second ABI that are called like those of the first get a number. */
function named(all: readonly Borrowed[]): Borrowed[] {
  const taken = nothingTaken();
  return all.map((b) => ({ ...b, interfaces: renameInterfaces(b.interfaces, taken) }));
}

/** An export that a known ABI requires is not required here if one of the modules runs without it. */
function withRequired(document: Raw.InterfaceDocument, modules: readonly GivenModule[]): Raw.InterfaceDocument {
  const everywhere = (name: string) => modules.every(({ module }) => module.exports.some((e) => e.name === name));
  const exports = Object.entries(document.exports ?? {}).map(
    ([name, item]) => [name, everywhere(item.export) ? item : { ...item, required: false }] as const,
  );
  return exports.length > 0 ? { ...document, exports: Object.fromEntries(exports) } : document;
}
