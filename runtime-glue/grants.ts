import { AbiLinkError } from './failure.js';

/** Capabilities of the ABI on one target, by name: their other names, and what comes with them. Both lists are always there, so that none is found on a polluted prototype. */
export type Vocabulary = Readonly<Record<string, readonly [aliases: readonly string[], implied: readonly string[]]>>;

/**
 * Expands grants: names, older names, `group.*`, and what they imply. Nothing is granted that is not named. A name that
 * the target does not have is an error, so that a misspelling is noticed when it is made.
 */
export function grant(vocabulary: Vocabulary, grants: readonly string[] = []): ReadonlySet<string> {
  const known = Object.keys(vocabulary);
  const granted = new Set<string>();
  const add = (name: string): void => {
    if (granted.has(name) || !Object.hasOwn(vocabulary, name)) return;
    granted.add(name);
    vocabulary[name]?.[1].forEach(add);
  };
  const unknown: string[] = [];
  for (const wanted of grants) {
    if (Object.hasOwn(vocabulary, wanted)) {
      add(wanted);
      continue;
    }
    const names = known.filter((name) =>
      wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -1)) : vocabulary[name]?.[0].includes(wanted),
    );
    if (names.length === 0) unknown.push(`there is no capability ${JSON.stringify(wanted)} on this target; known are ${known.join(', ')}`);
    names.forEach(add);
  }
  if (unknown.length > 0) throw new AbiLinkError(unknown);
  return granted;
}
