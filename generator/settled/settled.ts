import { canonicalJson } from '../history/canonical.js';
import type { AbiSources, JsonObject, SettledInterface, SourceFile } from '../source/document.js';
import { abiFile } from '../source/load.js';
import { isObject, mentionsIn, type Plain, parsed, plainOf, textOf } from './plain.js';

/**
 * The interfaces that a candidate has byte by byte from a release and that nothing concerns in which the two differ, by file:
 * they are no part of what a comparison finds, and need not be compiled. That they are sound was found when they were
 * released; that they are what was released, the digest shows, which they are a part of. None where the heads of the two
 * differ in more than a version, or payload schemas do.
 */
export function settledBetween(release: AbiSources, candidate: AbiSources): ReadonlyMap<string, SettledInterface> {
  const heads = [release, candidate].map(headOf);
  const [before, now] = heads.map((head) => head && canonicalJson(groundOf(head)));
  if (before === undefined || before !== now) return new Map();
  const listed = new Set(heads.flatMap(interfacesOf));
  const isInterface = ({ name }: SourceFile) => listed.has(name);
  const [old, current] = [bodyOf(release), bodyOf(candidate)];
  if (!sameFiles(old, current, (file) => !isInterface(file))) return new Map();

  const then = new Set(old);
  const plain = current.filter((file) => then.has(file) && isInterface(file)).flatMap((file) => plainOf(file) ?? []);
  const known = new Set(plain.map(({ file }) => file));
  const others = [...new Set([...old, ...current])].filter((file) => isInterface(file) && !known.has(file));
  const left = unconcerned(plain, others.map(textOf));
  return new Map(left.map(({ file, name, links, canonical }) => [file.name, { name, links, canonical }]));
}

/** The sources of a version without its settled interfaces, which go along as what is known of them. */
export const withoutSettled = (sources: AbiSources, settled: ReadonlyMap<string, SettledInterface>): AbiSources => ({
  ...sources,
  files: sources.files.filter((file) => !settled.has(file.name)),
  settled,
});

/**
 * Plain interfaces without those that mention what is to be looked at, directly or through others, and without those that are
 * mentioned there, which are needed to understand it. None if two interfaces have one name.
 */
function unconcerned(plain: readonly Plain[], others: readonly string[]): readonly Plain[] {
  const names = others.map((text) => {
    const value = parsed(text);
    return isObject(value) && typeof value.interface === 'string' ? value.interface : undefined;
  });
  const byName = new Map(plain.map((found) => [found.name, found]));
  if (byName.size < plain.length || names.some((name) => name === undefined || byName.has(name))) return [];

  const concerned = new Set(names);
  const needed = new Set(others.flatMap((text) => [...mentionsIn(text)]));
  for (let before = -1; before !== concerned.size; ) {
    before = concerned.size;
    for (const { name, mentions } of plain) if ([...mentions].some((other) => concerned.has(other))) concerned.add(name);
  }
  for (const name of concerned) for (const other of byName.get(name ?? '')?.mentions ?? []) needed.add(other);
  // A set takes in what is added to it while it is walked.
  for (const name of needed) for (const other of byName.get(name)?.mentions ?? []) needed.add(other);
  return plain.filter(({ name }) => !concerned.has(name) && !needed.has(name));
}

const bodyOf = ({ files }: AbiSources): readonly SourceFile[] => files.filter(({ name }) => name !== abiFile);

function sameFiles(a: readonly SourceFile[], b: readonly SourceFile[], of: (file: SourceFile) => boolean): boolean {
  const [before, now] = [new Set(a.filter(of)), new Set(b.filter(of))];
  return before.size === now.size && [...now].every((file) => before.has(file));
}

function headOf({ files }: AbiSources): JsonObject | undefined {
  const file = files.find(({ name }) => name === abiFile);
  const head = file && parsed(textOf(file));
  return isObject(head) ? head : undefined;
}

/** What all interfaces of a version stand on. */
function groundOf(head: JsonObject): JsonObject {
  const { version, released, doc, interfaces, $schema, ...ground } = head;
  return ground;
}

const interfacesOf = (head: JsonObject | undefined): readonly unknown[] => (Array.isArray(head?.interfaces) ? head.interfaces : []);
