import { AbiLinkError } from './failure.js';
import type { Capabilities } from './grants.js';
import type { FunctionInfo, Guest } from './guest.js';

type Host = Readonly<Record<string, unknown>>;
/** An import as the engine calls it. */
export type Import = (...values: never[]) => number | bigint | undefined;

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

/** What answers an interface with core functions instead of methods: `raw` makes one. */
export abstract class CoreProvider {
  /** The import of a field, or undefined if the provider lacks it. */
  abstract importOf(guest: Guest, field: string): Import | undefined;
}

/** An import that a host method answers. */
export type HostRow = readonly [
  field: string,
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

/** `a&b|c`: all of some alternative; '' needs none. What a target lacks is not even null there. */
export const has = (capabilities: Capabilities, grants: string): boolean =>
  grants === '' ||
  typeof capabilities[grants] === 'string' ||
  grants.split('|').some((any) => any.split('&').every((name) => typeof capabilities[name] === 'string'));

/**
 * The import for one host method: the denial where its grant is missing, undefined where the host lacks an optional method,
 * the core function of a provider, or the bound method.
 */
export function pick(guest: Guest, host: object, row: HostRow): Import | undefined {
  const [field, method, bind, params, grants, denied, need] = row;
  if (!has(guest.capabilities, grants)) return answering(guest, field, denied, 'is denied: its capability was not granted');
  if (host instanceof CoreProvider) return host.importOf(guest, field);
  const found = (host as Host)[method];
  if (typeof found === 'function' ? found.length > params : found !== undefined || need === 1)
    throw new AbiLinkError([
      typeof found === 'function'
        ? `the host method ${method} takes ${found.length} parameters; it is called with ${params}`
        : `the host has no method ${method}${found === undefined ? ', which every host of this version must have' : `: it is a ${typeof found}`}`,
    ]);
  return found === undefined && need === undefined ? undefined : bind(guest, host as never);
}
