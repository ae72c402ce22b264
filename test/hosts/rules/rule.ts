/** What a host must do that neither its types nor the glue can see to: the sentence of the schema, and a check of it. */
import type { Guest } from './guest.js';

/** Answers of the ABI that rules name, negated as they stand on the wire. */
export const minus = {
  EBADF: -9,
  EAGAIN: -11,
  EINVAL: -22,
  ENOSYS: -38,
  EOPNOTSUPP: -95,
  EAFNOSUPPORT: -97,
  EAI_NONAME: -2,
  RESOLVE_NONAME: -1002,
  RESOLVE_UNSUPPORTED: -1104,
  RESOLVE_WOULD_BLOCK: -1106,
} as const;

/** What surrounds the host under test. A rule that needs what is not here is not asked. */
export interface World {
  /** A server of WebSockets that sends every message back, and a URL at which nobody listens. */
  readonly webSockets?: { readonly echo: string; readonly dead: string };
  /** A server on 127.0.0.1 that sends every byte back, and whether it has a connection from a port now. */
  readonly tcp?: { readonly port: number; readonly isConnected: (from: number) => boolean };
  /** A host name of 127.0.0.1, and one that does not exist; the guest may look both up. */
  readonly names?: { readonly known: string; readonly unknown: string };
  /** A program that runs a script of JavaScript with Node's modules, and a descriptor given out for children, with what was written to it. */
  readonly program?: {
    readonly args: (script: string) => readonly string[];
    readonly descriptor: number;
    readonly written: () => string;
  };
  /** Who and where the host is; null where it has nothing to tell. */
  readonly identity?: {
    readonly pid: number | null;
    readonly hostName: string | null;
    /** Seconds west of UTC: in standard time, and at instants. */
    readonly zone: { readonly standard: number; readonly at: readonly (readonly [secs: number, west: number])[] } | null;
  };
  /** A file that is open in the process of the host, and that the guest was not given. */
  readonly openFile?: number;
  /** WASI: clocks, sleep and random bytes are granted. */
  readonly wasi?: true;
}

export interface Rule {
  readonly name: string;
  /** The difference between hosts that it closes; see test/conformance/drift.json. */
  readonly drift: string;
  /** The function of the schema that says so, and its words. */
  readonly of: string;
  readonly says: string;
  readonly needs: readonly (keyof World)[];
  /** Throws what is wrong. */
  readonly check: (guest: Guest, world: Required<World>) => void | Promise<void>;
}

const shown = (value: unknown): string => JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';

export function demand(what: string, found: unknown, wanted: unknown): void {
  if (shown(found) !== shown(wanted)) throw new Error(`${what}: ${shown(found)} instead of ${shown(wanted)}`);
}
