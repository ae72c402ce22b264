import { AbiLinkError } from './failure.js';
import type { FunctionInfo, Guest } from './guest.js';

type Host = Readonly<Record<string, unknown>>;
/** An import as the engine calls it. */
export type Import = (...values: never[]) => number | bigint | undefined;
export type Binder = (guest: Guest, host: never) => Import;

/** Describes an import to the slow paths. */
export const info = (
  name: string,
  domains: readonly string[],
  encode: (code: number) => number | bigint,
  internal: number | undefined,
  busy: number | undefined,
): FunctionInfo => ({ name, domains, encode, internal, busy });

/** An import that answers a constant: what it would have done is denied, or not there. */
export const constant =
  (value: number | bigint | undefined): Import =>
  () =>
    value;

/** An import that traps: denied or not there, and the ABI has no error to say so. */
export const trapping =
  (guest: Guest, name: string, why: string): Import =>
  () =>
    guest.trap(name, why);

/** An interface answered by core functions, such as `wasi.wasiImport`: what they get and give is not checked. */
export class Raw<T extends object = object> {
  constructor(readonly functions: T) {}
}

/** Binds an interface to functions of core signature instead of a host object. */
export const raw = <T extends object>(functions: T): Raw<T> => new Raw(functions);

/**
 * The import for one host method: the denial where its grant is missing, the stub where the host lacks an optional
 * method, the core function of a raw provider, or the bound method.
 */
export function pick(
  guest: Guest,
  granted: boolean,
  host: object | undefined,
  method: string,
  field: string,
  params: number,
  required: boolean,
  bind: Binder,
  denied: Import,
  missing: Import,
): Import {
  if (!granted) return denied;
  if (host === undefined) return missing;
  if (host instanceof Raw)
    return typeof (host.functions as Host)[field] === 'function'
      ? ((host.functions as Host)[field] as Import).bind(host.functions)
      : missing;
  const found = (host as Host)[method];
  if (found === undefined && !required) return missing;
  if (typeof found !== 'function')
    throw new AbiLinkError([
      `the host has no method ${method}${found === undefined ? ', which every host of this version must have' : `: it is a ${typeof found}`}`,
    ]);
  if (found.length > params)
    throw new AbiLinkError([`the host method ${method} takes ${found.length} parameters; it is called with ${params}`]);
  return bind(guest, host as never);
}

/** Forwards an import to the guest's own export of a name. */
export const forward =
  (guest: Guest, name: string): Import =>
  (...values: never[]) => {
    const found = guest.exports[name];
    return typeof found === 'function' ? (found as Import)(...values) : guest.trap(name, 'is not exported by the guest, which imports it');
  };

/** An import that another wasm module answers: its export of the name. */
export const external = (guest: Guest, modules: WebAssembly.Imports | undefined, module: string, name: string): Import => {
  const found = modules?.[module]?.[name];
  return typeof found === 'function'
    ? (found as Import)
    : trapping(guest, `${module}.${name}`, 'is answered by another module, which was not given');
};
