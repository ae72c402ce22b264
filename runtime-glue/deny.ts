import { answering, type Deny, type NameOf } from './bind.js';
import type { Capabilities } from './grants.js';
import type { Guest } from './guest.js';
import type { HostRow } from './row.js';

/** `a&b|c`: all of some alternative; '' needs none. What a target lacks is not even null there. */
export const has = (capabilities: Capabilities, grants: string): boolean =>
  grants === '' ||
  typeof capabilities[grants] === 'string' ||
  grants.split('|').some((any) => any.split('&').every((name) => typeof capabilities[name] === 'string'));

/** What was denied last of the rows of an interface: neither they nor capabilities ever change, and guest after guest gets both. */
const last = new WeakMap<readonly HostRow[], { readonly capabilities: Capabilities; readonly denied: ReadonlySet<HostRow> }>();

function deniedOf(rows: readonly HostRow[], capabilities: Capabilities): ReadonlySet<HostRow> {
  const before = last.get(rows);
  if (before?.capabilities === capabilities) return before.denied;
  const denied = new Set(rows.filter((row) => !has(capabilities, row[4])));
  last.set(rows, { capabilities, denied });
  return denied;
}

/** Binds what needs a capability that the guest lacks to its denial: an error, or a trap where the function has none for it. */
export function denials(guest: Guest, rows: readonly HostRow[], nameOf: NameOf): Deny | undefined {
  const denied = deniedOf(rows, guest.capabilities);
  if (denied.size === 0) return undefined;
  return (row) => {
    if (!denied.has(row)) return undefined;
    const answer = row[6];
    return answer === undefined
      ? () => guest.trap(nameOf(row[0])[1], 'is denied: its capability was not granted')
      : answering(guest, answer);
  };
}
