/**
 * TCP over IPv4, on the sockets of Node. Nothing here waits: what is not there yet is EAGAIN, and `events.happened` says when to
 * ask again. `wait` is left out and answers ENOSYS, since a wait in the only thread would also stop what it waits for.
 */
import { createConnection, createServer, type Server, type Socket as Stream } from 'node:net';
import {
  AddressFamily,
  ConnectionState,
  Errno,
  MessageFlags,
  OptionLevel,
  OptionName,
  Events as Ready,
  ShutdownHow,
  type Sockaddr,
  type SocketHost,
  SocketType,
} from '@molt/abi-host/wasi';
import type { Events } from '../shared/run.js';
import { socketErrno } from './errors.js';

/**
 * Where the guest may connect to, and on which of our addresses it may listen: `127.0.0.1:8080`, or `127.0.0.1:*` for every port.
 * The capability alone would let it act with our place in the network: reach what trusts this machine, such as its own loopback.
 */
export interface Reach {
  readonly connect?: readonly string[];
  readonly listen?: readonly string[];
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A socket of the guest; handles of it are counted, since it is open until all of them are closed. */
class Tcp {
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

const inReach = (allowed: readonly string[] = [], { host, port }: Address): boolean =>
  allowed.includes(`${host}:${port}`) || allowed.includes(`${host}:*`);

const fromGuest = (address: Sockaddr): Address | undefined =>
  address.kind === 'inet' ? { host: address.address.join('.'), port: address.port } : undefined;

const toGuest = (host: string | undefined, port: number | undefined): Sockaddr | Errno =>
  host === undefined || port === undefined
    ? Errno.ENOTCONN
    : { kind: 'inet', port, address: Uint8Array.from(host.split('.'), (part) => Number(part)) };

const done = ({ stream }: Tcp): boolean => stream !== undefined && (stream.readableEnded || stream.destroyed);

export function socketHost(reach: Reach, events: Events) {
  const open = new Set<Tcp>();
  const make = (): Tcp => {
    const made = new Tcp(events.happened);
    open.add(made);
    return made;
  };
  const release = (socket: Tcp): void => {
    open.delete(socket);
    socket.server?.close();
    for (const stream of socket.waiting) stream.destroy();
    // What was sent still goes out; `destroySoon` waits for it.
    socket.stream?.destroySoon();
  };

  const host = {
    new(family, sockType, _proto, fileno) {
      if (fileno !== null) return Errno.EBADF;
      if (family !== AddressFamily.AF_INET) return Errno.EAFNOSUPPORT;
      return sockType === SocketType.SOCK_STREAM ? make() : Errno.ESOCKTNOSUPPORT;
    },
    hasIpv6: () => false,
    clone(socket) {
      socket.handles++;
      return socket;
    },
    close(socket) {
      if (--socket.handles === 0) release(socket);
      return undefined;
    },
    bind(socket, address) {
      const wanted = fromGuest(address);
      if (!wanted) return Errno.EAFNOSUPPORT;
      if (!inReach(reach.listen, wanted)) return Errno.EACCES;
      socket.bound = wanted;
      return undefined;
    },
    /** Node tells later whether the address could be had: `getsockname` is EAGAIN until then, and `accept` gives the error. */
    listen(socket, backlog) {
      if (!inReach(reach.listen, socket.bound)) return Errno.EACCES;
      if (socket.server || socket.stream) return Errno.EINVAL;
      socket.server = createServer({ pauseOnConnect: true }, (stream) => {
        socket.waiting.push(stream);
        events.happened();
      });
      socket.server.on('error', (error) => {
        socket.error = error;
        events.happened();
      });
      socket.server.listen({ ...socket.bound, backlog: Math.max(1, backlog) }, events.happened);
      return undefined;
    },
    accept(socket) {
      if (socket.error) return socketErrno(socket.error);
      if (!socket.server) return Errno.EINVAL;
      const stream = socket.waiting.shift();
      if (!stream) return Errno.EAGAIN;
      const address = toGuest(stream.remoteAddress, stream.remotePort);
      if ('code' in address) return Errno.ECONNABORTED;
      return { connection: make().use(stream), address };
    },
    connect(socket, address) {
      const wanted = fromGuest(address);
      if (!wanted) return Errno.EAFNOSUPPORT;
      if (!inReach(reach.connect, wanted)) return Errno.EACCES;
      if (socket.stream) return socket.stream.connecting ? Errno.EALREADY : Errno.EISCONN;
      socket.use(createConnection(wanted));
      return Errno.EINPROGRESS;
    },
    connectState(socket) {
      if (socket.error) return socketErrno(socket.error);
      if (!socket.stream) return Errno.ENOTCONN;
      return socket.stream.connecting ? ConnectionState.PENDING : ConnectionState.CONNECTED;
    },
    recv(socket, data, flags) {
      const { stream } = socket;
      if (socket.error) return socketErrno(socket.error);
      if (!stream) return Errno.ENOTCONN;
      if (data.length === 0) return 0;
      const chunk: Buffer | null = stream.read(Math.min(data.length, stream.readableLength) || undefined);
      if (!chunk) return done(socket) ? 0 : Errno.EAGAIN;
      data.set(chunk);
      if (flags & MessageFlags.MSG_PEEK) stream.unshift(chunk);
      return chunk.length;
    },
    send(socket, data) {
      const { stream } = socket;
      if (socket.error) return socketErrno(socket.error);
      if (!stream || stream.connecting) return Errno.ENOTCONN;
      if (!stream.writable) return Errno.EPIPE;
      if (stream.writableNeedDrain) return Errno.EAGAIN;
      // Node writes after this call, when the view of guest memory has gone: the bytes are copied.
      stream.write(data.slice());
      return data.length;
    },
    poll(socket, asked) {
      const { stream, waiting, error } = socket;
      const failed = error !== undefined;
      const readable = waiting.length > 0 || (stream?.readableLength ?? 0) > 0 || done(socket);
      const writable = stream !== undefined && !stream.connecting && !stream.writableNeedDrain;
      const now = (readable || failed ? Ready.READ : 0) | (writable || failed ? Ready.WRITE : 0);
      return (now & asked) | (failed ? Ready.ERROR : 0);
    },
    shutdown(socket, how) {
      if (!socket.stream || socket.stream.connecting) return Errno.ENOTCONN;
      if (how !== ShutdownHow.SHUT_RD) socket.stream.end();
      return undefined;
    },
    getsockname({ server, stream }) {
      if (stream) return toGuest(stream.localAddress, stream.localPort);
      const address = server?.address();
      return address && typeof address === 'object' ? toGuest(address.address, address.port) : Errno.EAGAIN;
    },
    getpeername: ({ stream }) => toGuest(stream?.remoteAddress, stream?.remotePort),
    getsockopt(socket, level, name) {
      if (level !== OptionLevel.SOL_SOCKET || name !== OptionName.SO_ERROR) return Errno.ENOPROTOOPT;
      const value = new Uint8Array(4);
      if (socket.error && !socket.told) {
        new DataView(value.buffer).setInt32(0, socketErrno(socket.error).code, true);
        socket.told = true;
      }
      return value;
    },
  } satisfies SocketHost<Tcp>;

  /** `closeAll` ends what the guest left open. */
  return { host, closeAll: () => [...open].forEach(release) };
}
