import { AbiLinkError } from './failure.js';

/**
 * Holds the names of what a host gave to those that something reads. Types notice a misspelt one; in plain JavaScript
 * it would be passed over, and the host wonder why nothing is answered.
 * @throws AbiLinkError
 */
export function onlyKnown(what: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new AbiLinkError(unknown.map((name) => `there is no ${what} ${JSON.stringify(name)}; known are ${known.join(', ')}`));
}
