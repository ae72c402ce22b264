import { AbiLinkError } from './failure.js';

/**
 * Holds the names of what a host gave to those that something reads. Types notice a misspelt one; in plain JavaScript
 * it would be passed over, and the host wonder why nothing is answered.
 * @throws AbiLinkError
 */
export function onlyKnown(what: string, given: object, known: readonly string[]): void {
  const names = Object.keys(given);
  // This runs for every guest, and is right for all but the first one that is tried.
  if (names.every((name) => known.includes(name))) return;
  throw new AbiLinkError(
    names
      .filter((name) => !known.includes(name))
      .map((name) => `there is no ${what} ${JSON.stringify(name)}; known are ${known.join(', ')}`),
  );
}
