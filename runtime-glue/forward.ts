import type { Guest } from './guest.js';
import type { Import } from './row.js';

/** A call that is passed on as it is. The instance must be alive, and may not be called from inside another import. */
export const passing =
  (guest: Guest, name: string, to: Import): Import =>
  (...values: never[]) => {
    guest.alive();
    return guest.gate === 1 ? guest.trap(name, 'was called while the guest may not call') : to(...values);
  };

/**
 * An import that is answered by the guest's own export of that name. It exists only after linking, and may re-enter. This function
 * is then between the guest and its embedder, so that the engine cannot suspend it; some engines tell only after a host was called.
 */
export const forward = (guest: Guest, name: string): Import =>
  passing(guest, name, (...values) => {
    const found = guest.exports[name];
    if (typeof found !== 'function') return guest.trap(name, 'is not exported by the guest, which imports it');
    const { fiber } = guest;
    guest.fiber = 0;
    try {
      return (found as Import)(...values);
    } finally {
      guest.fiber = fiber;
    }
  });

/** An import that another wasm module answers: it is found when linking; without it, it traps. */
export const external = (guest: Guest, modules: WebAssembly.Imports | undefined, module: string, name: string): Import => {
  const found = own(own(modules, module), name);
  return typeof found === 'function'
    ? (found as Import)
    : () => guest.trap(`${module}.${name}`, 'is answered by another module, which was not given');
};

const own = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? (from as Readonly<Record<string, unknown>>)[name] : undefined;
