import { AbiLinkError } from './failure.js';

/**
 * Holds the names of what a host gave to those that something reads. Types notice a misspelt one; in plain JavaScript
 * it would be passed over, and the host wonder why nothing is answered. `note` is said behind a fault.
 * @throws AbiLinkError
 */
export function onlyKnown(what: string, given: object, known: readonly string[], note = ''): void {
  const names = Object.keys(given);
  // This runs for every guest, and is right for all but the first one that is tried.
  if (names.every((name) => known.includes(name))) return;
  throw new AbiLinkError(
    names
      .filter((name) => !known.includes(name))
      .map((name) => `there is no ${what} ${JSON.stringify(name)}; known are ${known.join(', ')}${note}`),
  );
}

/** @throws AbiLinkError for an option that is given, and no list of what it must hold. */
export function onlyList(option: string, given: unknown, of: 'string' | 'function'): void {
  if (given === undefined || (Array.isArray(given) && given.every((item) => typeof item === of))) return;
  throw new AbiLinkError([`the option ${option} must be a list of ${of}s`]);
}

const plain = (name: string): string => name.replace(/[-_]/g, '').toLowerCase();

/** What a host has under a name that differs from one that it lacks by case, `_` or `-` alone. It may have any others for itself. */
export function misspelt(key: string, host: object, names: readonly string[]): string[] {
  const given = host as Readonly<Record<string, unknown>>;
  const others = Object.keys(host).filter((name) => !names.includes(name));
  return others.flatMap((name) => {
    const meant = names.find((one) => plain(one) === plain(name) && given[one] === undefined);
    if (meant === undefined || typeof given[name] !== 'function') return [];
    return [`the host of ${key} has ${JSON.stringify(name)}, which nothing calls: it must be ${JSON.stringify(meant)}`];
  });
}
