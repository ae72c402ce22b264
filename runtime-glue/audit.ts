import { isLate } from './answers.js';
import type { Layer } from './bind.js';
import { has } from './deny.js';
import { report } from './failing.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';

/** One use of a capability: a call of an import that needs one. */
export interface CapabilityUse {
  /** `interface.function`. */
  readonly function: string;
  /** The capabilities of which the call needs all, or any: see `needs`. */
  readonly capabilities: readonly string[];
  readonly needs: 'all' | 'any';
  /** Whether the guest has what it takes. Otherwise the call answers its denial. */
  readonly granted: boolean;
}

/** Functions that need capabilities, by module and field: id, and what they need as `pick` takes it. */
export type Audited = Readonly<Record<string, Readonly<Record<string, readonly [id: string, grants: string]>>>>;

/**
 * A layer that tells of each use of a capability before it happens, denied ones included. Imports that need none, and the
 * bindings of who uses no such layer, stay as they are. A hook that throws, or whose promise is rejected, is blamed, and changes
 * nothing for the guest.
 *
 * @throws TypeError if it is given no function
 */
export function auditing(audited: Audited, onUse: (use: CapabilityUse) => unknown): Layer {
  if (typeof onUse !== 'function') throw new TypeError(`an audit tells a function of each use; it is ${kindOf(onUse)}`);
  return ({ module, field }, run, guest) => {
    const fields = Object.hasOwn(audited, module) ? audited[module] : undefined;
    const [id, grants] = (fields !== undefined && Object.hasOwn(fields, field) && fields[field]) || ['', ''];
    if (grants === '') return run;
    const use: CapabilityUse = Object.freeze({
      function: id,
      capabilities: Object.freeze(grants.split(/[&|]/)),
      needs: grants.includes('|') ? 'any' : 'all',
      granted: has(guest.capabilities, grants),
    });
    return (...values) => {
      if (guest.gate !== 2) tell(guest, onUse, use);
      return run(...values);
    };
  };
}

/** The guest stands still while the hook runs, as in any other code of the host. */
function tell(guest: Guest, onUse: (use: CapabilityUse) => unknown, use: CapabilityUse): void {
  const { gate } = guest;
  guest.gate = 1;
  try {
    const told = onUse(use);
    if (isLate(told)) Promise.resolve(told).then(undefined, (cause) => report(guest, use.function, cause));
  } catch (cause) {
    report(guest, use.function, cause);
  }
  if (guest.gate === 1) guest.gate = gate;
}
