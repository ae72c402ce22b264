import { AbiLinkError } from './failure.js';
import type { FunctionInfo, Guest } from './guest.js';

type Host = Readonly<Record<string, unknown>>;
/** An import as the engine calls it. */
export type Import = (...values: never[]) => number | bigint | undefined;
type Binder = (guest: Guest, host: never) => Import;
/** How an import is answered where no host is asked: by a core result, by null for nothing; undefined: by a trap. */
export type Answer = number | bigint | null | undefined;

/** Describes an import to the slow paths. */
export const info = (
  name: string,
  domains: readonly string[],
  style: number,
  internal?: number,
  busy?: number,
  success = 0,
): FunctionInfo => ({ name, domains, style, internal, busy, success });

/** An import that answers by itself, since what it would have done is denied, or not there. Without an error to say so it traps. */
export const answering = (guest: Guest, name: string, answer: Answer, why = 'is not available here'): Import =>
  answer === undefined
    ? () => guest.trap(name, why)
    : () => {
        guest.alive();
        return answer ?? undefined;
      };

/** An interface answered by core functions, such as `wasi.wasiImport`: what they get and give is not checked. */
export class Raw<T extends object = object> {
  constructor(readonly functions: T) {}
}

/** Binds an interface to functions of core signature instead of a host object. */
export const raw = <T extends object>(functions: T): Raw<T> => new Raw(functions);

/** An import that a host method answers. */
export type HostRow = readonly [
  method: string,
  bind: Binder,
  /** How many parameters the method has. */
  params: number,
  /** Capabilities that it needs: `a`, `a&b` for all of several, `a|b` for any; '' for none. */
  grants: string,
  denied?: Answer,
  /** Whether a host may lack the method (absent), must have it (1), or is bound without it (2). */
  need?: 1 | 2,
];

const has = (granted: ReadonlySet<string>, grants: string): boolean =>
  grants.split('|').some((any) => any.split('&').every((name) => name === '' || granted.has(name)));

/**
 * The import for one host method: the denial where its grant is missing, its own answer where the host lacks an optional
 * method, the core function of a raw provider, or the bound method.
 */
export function pick(guest: Guest, granted: ReadonlySet<string>, host: object, field: string, row: HostRow, missing: Answer): Import {
  const [method, bind, params, grants, denied, need] = row;
  if (!has(granted, grants)) return answering(guest, field, denied, 'is denied: its capability was not granted');
  if (host instanceof Raw) {
    const core = (host.functions as Host)[field];
    return typeof core === 'function' ? passing(guest, field, core.bind(host.functions)) : answering(guest, field, missing);
  }
  const found = (host as Host)[method];
  if (found === undefined && need === undefined) return answering(guest, field, missing);
  if (typeof found !== 'function' && !(found === undefined && need === 2))
    throw new AbiLinkError([
      `the host has no method ${method}${found === undefined ? ', which every host of this version must have' : `: it is a ${typeof found}`}`,
    ]);
  if (typeof found === 'function' && found.length > params)
    throw new AbiLinkError([`the host method ${method} takes ${found.length} parameters; it is called with ${params}`]);
  return bind(guest, host as never);
}

/** A core function that a poisoned guest does not reach, nor one that may not call now. */
const passing =
  (guest: Guest, name: string, to: Import): Import =>
  (...values: never[]) => {
    guest.alive();
    return guest.gate === 1 ? guest.trap(name, 'was called while the guest may not call') : to(...values);
  };

/** Forwards an import to the guest's own export of a name. */
export const forward = (guest: Guest, name: string): Import =>
  passing(guest, name, (...values) => {
    const found = guest.exports[name];
    return typeof found === 'function' ? (found as Import)(...values) : guest.trap(name, 'is not exported by the guest, which imports it');
  });

/** An import that another wasm module answers: its export of the name. */
export const external = (guest: Guest, modules: WebAssembly.Imports | undefined, module: string, name: string): Import => {
  const found = own(own(modules, module), name);
  return typeof found === 'function'
    ? (found as Import)
    : answering(guest, `${module}.${name}`, undefined, 'is answered by another module, which was not given');
};

const own = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? (from as Host)[name] : undefined;
