import { CoreProvider } from './bind.js';
import { AbiLinkError } from './failure.js';
import { passing } from './forward.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';
import type { Import } from './row.js';

/** An interface answered by core functions, such as `wasi.wasiImport`: what they get and give is not checked. */
export class Raw<T extends object = object> extends CoreProvider {
  constructor(readonly functions: T) {
    super();
    if (Object(functions) !== functions)
      throw new AbiLinkError([`a raw host must be an object of functions, such as the wasiImport of a WASI; it is ${kindOf(functions)}`]);
  }

  importOf(guest: Guest, field: string): Import | undefined {
    const found = (this.functions as Readonly<Record<string, unknown>>)[field];
    if (found === undefined) return undefined;
    if (typeof found !== 'function') throw new AbiLinkError([`${field} of a raw host must be a function`]);
    return passing(guest, field, found.bind(this.functions) as Import);
  }
}

/**
 * Binds an interface to functions of core signature instead of a host object.
 * @throws AbiLinkError if it is given no object
 */
export const raw = <T extends object>(functions: T): Raw<T> => new Raw(functions);
