import { AbiLinkError } from './failure.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';
import type { HostRow, Import } from './row.js';

type Host = Readonly<Record<string, unknown>>;
/**
 * Stands between the guest and its imports: asked once for each function import, when the import object is made, it answers what
 * is linked in its place. Recording, replaying and auditing are layers, so that who uses none pays nothing.
 * An import that may suspend the guest gives a promise of its result where it does, and so must the layer.
 */
export type Layer = (call: LayerCall, run: Import, guest: Guest) => Import;

/** The function import that a layer is asked about. */
export interface LayerCall {
  readonly module: string;
  readonly field: string;
  /** The target of the entry, and the capabilities that the guest has there, sorted. */
  readonly target: string;
  readonly granted: readonly string[];
}

/**
 * Makes the import object of a target: `next` gives its functions in the order of their positions. It is written as a literal:
 * engines make one at once, where adding a hundred names one by one takes them longer than all else that linking does.
 */
export type Functions = (next: () => unknown) => Record<string, Record<string, unknown>>;

/** Module and field of a function of the ABI, for those few who need them: raw providers and messages. */
export type NameOf = (position: number) => readonly [module: string, field: string];

/** Modules and fields of all functions, by position. */
export function namesOf(functions: Functions): (readonly [module: string, field: string])[] {
  const names: [string, string][] = [];
  let i = 0;
  for (const [module, fields] of Object.entries(functions(() => i++)))
    for (const [field, position] of Object.entries(fields)) names[position as number] = [module, field];
  return names;
}

/** An import that answers by itself, since what it would have done is denied, or not there. */
export const answering =
  (guest: Guest, answer: number | bigint | null): Import =>
  () => {
    guest.alive();
    return answer ?? undefined;
  };

/** What answers an interface with core functions instead of methods: `raw` makes one. */
export abstract class CoreProvider {
  /** By field. */
  abstract readonly functions: object;
  /** The import of a field, or undefined if the provider lacks it. */
  abstract importOf(guest: Guest, field: string): Import | undefined;
}

/** The import that stands for one that is denied; undefined where nothing that it needs is missing. See `denials`. */
export type Deny = (row: HostRow) => Import | undefined;

/** The import for one method of the host of an interface; undefined where the host lacks an optional one. */
export function pick(guest: Guest, key: string, host: object, row: HostRow): Import | undefined {
  // Index by index: taking a row apart by a pattern runs an iterator, a hundred times for a large ABI.
  const method = row[1];
  const params = row[3];
  const need = row[7];
  const found = (host as Host)[method];
  if (typeof found === 'function' ? found.length > params : found !== undefined || need === 1)
    throw new AbiLinkError([
      typeof found === 'function'
        ? `the host method ${key}.${method} takes ${found.length} parameters; it is called with ${params}`
        : `the host has no method ${key}.${method}${found === undefined ? ', which every host of this version must have' : `: it is ${kindOf(found)}`}`,
    ]);
  return found === undefined && need === undefined ? undefined : row[2](guest, host as never, row);
}
