import { AbiLinkError } from './failure.js';

/** Capabilities of the ABI on one target, by name: their other names, and what comes with them. Both lists are always there, so that none is found on a polluted prototype. */
export type Vocabulary = Readonly<Record<string, readonly [aliases: readonly string[], implied: readonly string[]]>>;

/** Every capability of the target, in the order of their names: the grant that gave it, as the host wrote it, or null where it is denied. */
export type Capabilities = Readonly<Record<string, string | null>>;

/** What a guest is granted: every capability, and the names of those that it has, sorted. Both are frozen. */
export interface Granted {
  readonly capabilities: Capabilities;
  readonly granted: readonly string[];
}

/** The last grants of each vocabulary, and what came of them: a host makes guest after guest with the same ones. */
const last = new WeakMap<Vocabulary, Granted & { readonly grants: readonly string[] }>();

/**
 * Expands grants: names, older names, `group.*`, and what they imply. Nothing is granted that is not named, and nothing that
 * the target lacks. A name that the target does not have is an error, so that a misspelling is noticed when it is made.
 * What comes out has no prototype, so that only an own name is ever found in it. `note` is said behind a fault.
 */
export function grant(vocabulary: Vocabulary, grants: readonly string[] = [], note = ''): Granted {
  const before = last.get(vocabulary);
  if (before?.grants.length === grants.length && before.grants.every((name, i) => name === grants[i])) return before;
  const known = Object.keys(vocabulary);
  const by: Record<string, string | null> = Object.create(null);
  for (const name of known) by[name] = null;
  const add = (name: string, wanted: string): void => {
    if (by[name] !== null) return;
    by[name] = wanted;
    for (const implied of vocabulary[name]?.[1] ?? []) add(implied, wanted);
  };
  const unknown: string[] = [];
  for (const wanted of grants) {
    // A group holds older names too, so that what a host wrote means the same after a capability was renamed.
    const isMeant = (name: string): boolean => (wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted);
    const names = known.filter((name) => isMeant(name) || vocabulary[name]?.[0].some(isMeant));
    if (names.length === 0)
      unknown.push(`there is no capability ${JSON.stringify(wanted)} on this target; known are ${known.join(', ')}${note}`);
    for (const name of names) add(name, wanted);
  }
  if (unknown.length > 0) throw new AbiLinkError(unknown);
  const capabilities = Object.freeze(by);
  const granted = Object.freeze(known.filter((name) => by[name] !== null));
  const settled = { capabilities, granted, grants: [...grants] };
  last.set(vocabulary, settled);
  return settled;
}
