import { CoreProvider } from './bind.js';
import { passing } from './forward.js';
import type { Guest } from './guest.js';
import type { Import } from './row.js';

/** An interface answered by core functions, such as `wasi.wasiImport`: what they get and give is not checked. */
export class Raw<T extends object = object> extends CoreProvider {
  constructor(readonly functions: T) {
    super();
  }

  importOf(guest: Guest, field: string): Import | undefined {
    const found = (this.functions as Readonly<Record<string, unknown>>)[field];
    return typeof found === 'function' ? passing(guest, field, found.bind(this.functions) as Import) : undefined;
  }
}

/** Binds an interface to functions of core signature instead of a host object. */
export const raw = <T extends object>(functions: T): Raw<T> => new Raw(functions);
