import { Cursor, Malformed } from '../../runtime-glue/wasm/cursor.js';
import type { WasmModule } from '../../runtime-glue/wasm/module.js';

/** What the custom section `name` calls functions and their parameters, by their place in the index space of functions. */
export interface DebugNames {
  readonly functions: ReadonlyMap<number, string>;
  readonly locals: ReadonlyMap<number, ReadonlyMap<number, string>>;
}

const functionNames = 1;
const localNames = 2;

/**
 * Reads the section `name` of a module. Engines run a module whatever stands in it, so what is malformed ends the reading and is
 * no error: the names before it are kept. Of functions beyond `most` nothing is kept, since only those that are imported matter.
 */
export function readDebugNames(module: WasmModule, most: number): DebugNames {
  const functions = new Map<number, string>();
  const locals = new Map<number, Map<number, string>>();
  const bytes = module.customs.find((custom) => custom.name === 'name')?.bytes;
  try {
    for (const cursor = new Cursor(bytes ?? new Uint8Array()); !cursor.done; ) {
      const id = cursor.byte();
      const part = cursor.part(cursor.u32(), 'a list of names');
      if (id === functionNames) nameMap(part, functions, most);
      else if (id === localNames)
        for (let left = part.count(part.end, 'functions'); left > 0; left--) {
          const index = part.u32();
          if (index >= most) break;
          const names = new Map<number, string>();
          nameMap(part, names, Number.POSITIVE_INFINITY);
          locals.set(index, names);
        }
    }
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
  }
  return { functions, locals };
}

/** Reads names by index. Indices ascend, so that the first of `most` or more ends what is of interest. */
function nameMap(cursor: Cursor, into: Map<number, string>, most: number): void {
  for (let left = cursor.count(cursor.end, 'names'); left > 0; left--) {
    const index = cursor.u32();
    if (index >= most) return;
    into.set(index, cursor.name());
  }
}
