import { AbiLinkError } from './failure.js';

/** A capability of the ABI on one target: its other names, and what comes with it. */
export interface CapabilityInfo {
  readonly aliases?: readonly string[];
  readonly implies?: readonly string[];
}

/**
 * Expands grants: names, older names, `group.*`, and what they imply. Nothing is granted that is not named. A name that
 * the target does not have is an error, so that a misspelling is noticed when it is made.
 */
export function grant(vocabulary: Readonly<Record<string, CapabilityInfo>>, grants: readonly string[] | undefined): ReadonlySet<string> {
  // Without prototypes: a polluted one must not imply anything.
  const known = new Map(
    Object.entries(vocabulary).map(([name, info]): [string, CapabilityInfo] => [name, Object.assign(Object.create(null), info)]),
  );
  const granted = new Set<string>();
  const add = (name: string): void => {
    if (granted.has(name) || !known.has(name)) return;
    granted.add(name);
    for (const implied of known.get(name)?.implies ?? []) add(implied);
  };
  const unknown: string[] = [];
  for (const wanted of grants ?? []) {
    const names = wanted.endsWith('.*')
      ? [...known.keys()].filter((name) => name.startsWith(wanted.slice(0, -1)))
      : [...known].filter(([name, info]) => name === wanted || info.aliases?.includes(wanted)).map(([name]) => name);
    if (names.length === 0)
      unknown.push(`there is no capability ${JSON.stringify(wanted)} on this target; known are ${[...known.keys()].join(', ')}`);
    names.forEach(add);
  }
  if (unknown.length > 0) throw new AbiLinkError(unknown);
  return granted;
}
