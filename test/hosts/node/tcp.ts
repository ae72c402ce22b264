/** A socket of a guest, and its addresses as the guest and as Node write them. */
import type { Server, Socket as Stream } from 'node:net';
import { Errno, type Sockaddr } from '@molt/abi-host/wasi';

/**
 * Where the guest may connect to, and on which of our addresses it may listen: `127.0.0.1:8080`, or `127.0.0.1:*` for every port.
 * The capability alone would let it act with our place in the network: reach what trusts this machine, such as its own loopback.
 */
export interface Reach {
  readonly connect?: readonly string[];
  readonly listen?: readonly string[];
  /** The names that it may look up: a lookup tells whoever answers it what was asked. */
  readonly resolve?: readonly string[];
  /** How many sockets it may have at once, with those that wait to be accepted; absent: 256. More are EMFILE. */
  readonly most?: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A socket of the guest; handles of it are counted, since it is open until all of them are closed. */
export class Tcp {
  handles = 1;
  bound: Address = { host: '127.0.0.1', port: 0 };
  server: Server | undefined;
  stream: Stream | undefined;
  error: unknown;
  /** Whether the guest has read the error as SO_ERROR, which tells it once. */
  told = false;
  /** Connections that wait to be accepted. */
  readonly waiting: Stream[] = [];

  constructor(readonly changed: () => void) {}

  /** Takes over a connection, or an attempt at one. */
  use(stream: Stream): this {
    this.stream = stream;
    stream.on('error', (error) => {
      this.error = error;
    });
    for (const event of ['connect', 'readable', 'end', 'drain', 'close']) stream.on(event, this.changed);
    return this;
  }
}

export const inReach = (allowed: readonly string[] = [], { host, port }: Address): boolean =>
  allowed.includes(`${host}:${port}`) || allowed.includes(`${host}:*`);

export const fromGuest = (address: Sockaddr): Address | undefined =>
  address.kind === 'inet' ? { host: address.address.join('.'), port: address.port } : undefined;

export const inet = (host: string, port: number): Sockaddr => ({
  kind: 'inet',
  port,
  address: Uint8Array.from(host.split('.'), (part) => Number(part)),
});

export const toGuest = (host: string | undefined, port: number | undefined): Sockaddr | Errno =>
  host === undefined || port === undefined ? Errno.ENOTCONN : inet(host, port);

export const done = ({ stream }: Tcp): boolean => stream !== undefined && (stream.readableEnded || stream.destroyed);
