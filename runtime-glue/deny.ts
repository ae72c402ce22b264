import { answering, type Deny, type NameOf } from './bind.js';
import type { Capabilities } from './grants.js';
import type { Guest } from './guest.js';

/** `a&b|c`: all of some alternative; '' needs none. What a target lacks is not even null there. */
export const has = (capabilities: Capabilities, grants: string): boolean =>
  grants === '' ||
  typeof capabilities[grants] === 'string' ||
  grants.split('|').some((any) => any.split('&').every((name) => typeof capabilities[name] === 'string'));

/** Binds what needs a capability that the guest lacks to its denial: an error, or a trap where the function has none for it. */
export function denials(guest: Guest, nameOf: NameOf): Deny {
  // Many functions need the same.
  const known = new Map<string, boolean>();
  return (row) => {
    const grants = row[4];
    if (grants === '') return undefined;
    let allowed = known.get(grants);
    if (allowed === undefined) {
      allowed = has(guest.capabilities, grants);
      known.set(grants, allowed);
    }
    if (allowed) return undefined;
    const denied = row[6];
    return denied === undefined
      ? () => guest.trap(nameOf(row[0])[1], 'is denied: its capability was not granted')
      : answering(guest, denied);
  };
}
