/**
 * TCP over IPv4, on the sockets of Node. Nothing here waits: what is not there yet is EAGAIN, and `events.happened` says when to
 * ask again. `wait` is left out and answers ENOSYS, since a wait in the only thread would also stop what it waits for.
 */
import { createConnection, createServer } from 'node:net';
import {
  AddressFamily,
  ConnectionState,
  Errno,
  MessageFlags,
  OptionLevel,
  OptionName,
  type OsHost,
  Events as Ready,
  ShutdownHow,
  type SocketHost,
  SocketType,
} from '@molt/abi-host/wasi';
import type { Events } from '../shared/run.js';
import { Detached } from './detached.js';
import { socketErrno } from './errors.js';
import { type Lookup, namesHost } from './names.js';
import { done, fromGuest, inReach, type Reach, Tcp, toGuest } from './tcp.js';

export type { Reach } from './tcp.js';

/** How long what was sent may still go out after `closeAll`, in milliseconds. */
const grace = 5000;

/** @param lookup what looks names up; absent: the resolver of the system */
export function socketHost(reach: Reach, events: Events, lookup?: Lookup) {
  /** Those that have a descriptor of the system, or may get one: also after their close, while what was sent goes out. */
  const open = new Set<Tcp>();
  const isFull = (): boolean => {
    let count = 0;
    for (const { waiting } of open) count += 1 + waiting.length;
    return count >= (reach.most ?? 256);
  };
  const detached = new Detached<Tcp>();
  const make = (): Tcp => {
    const made = new Tcp(events.happened);
    open.add(made);
    return made;
  };
  const release = (socket: Tcp): void => {
    const { server, stream, waiting } = socket;
    server?.close();
    for (const one of waiting.splice(0)) one.destroy();
    if (!stream || stream.closed) return void open.delete(socket);
    // What was sent still goes out; `destroySoon` waits for it.
    stream.once('close', () => open.delete(socket)).destroySoon();
  };

  const send = (socket: Tcp, data: Uint8Array): number | Errno => {
    const { stream } = socket;
    if (socket.error) return socketErrno(socket.error);
    if (!stream || stream.connecting) return Errno.ENOTCONN;
    if (!stream.writable) return Errno.EPIPE;
    if (stream.writableNeedDrain) return Errno.EAGAIN;
    // Node writes after this call, when the view of guest memory has gone: the bytes are copied.
    stream.write(data.slice());
    return data.length;
  };

  const host = {
    ...namesHost(reach, events, lookup),
    new(family, sockType, _proto, fileno) {
      if (fileno !== null) return detached.take(fileno) ?? Errno.EBADF;
      if (family !== AddressFamily.AF_INET) return Errno.EAFNOSUPPORT;
      if (sockType !== SocketType.SOCK_STREAM) return Errno.ESOCKTNOSUPPORT;
      return isFull() ? Errno.EMFILE : make();
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
    detach: (socket) => detached.put(socket),
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
      const most = Math.max(1, backlog);
      // Half open: a client that has ended its side still reads the answer.
      socket.server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (stream) => {
        // Node takes every connection that comes, so that the queue of the guest is kept here.
        if (socket.waiting.length >= most || isFull()) return void stream.destroy();
        socket.waiting.push(stream);
        events.happened();
      });
      socket.server.on('error', (error) => {
        socket.error = error;
        events.happened();
      });
      socket.server.listen({ ...socket.bound, backlog: most }, events.happened);
      return undefined;
    },
    accept(socket) {
      if (socket.error) return socketErrno(socket.error);
      if (!socket.server) return Errno.EINVAL;
      const stream = socket.waiting.shift();
      if (!stream) return Errno.EAGAIN;
      const address = toGuest(stream.remoteAddress, stream.remotePort);
      if ('code' in address) {
        stream.destroy();
        return Errno.ECONNABORTED;
      }
      return { connection: make().use(stream), address };
    },
    connect(socket, address) {
      const wanted = fromGuest(address);
      if (!wanted) return Errno.EAFNOSUPPORT;
      if (!inReach(reach.connect, wanted)) return Errno.EACCES;
      if (socket.stream) return socket.stream.connecting ? Errno.EALREADY : Errno.EISCONN;
      socket.use(createConnection({ ...wanted, allowHalfOpen: true }));
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
    send,
    /** A connection knows its peer, and Node carries no control messages: what cannot be done is refused, and nothing is sent. */
    sendmsg: (socket, data, _flags, address, control) => (address !== null || control.length > 0 ? Errno.EOPNOTSUPP : send(socket, data)),
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

  const os = {
    close(fd) {
      const socket = detached.take(fd);
      return socket ? host.close(socket) : Errno.EBADF;
    },
  } satisfies OsHost;

  /** Ends what the guest left open. A peer that does not read would keep what was sent to it, and this process, for ever. */
  const closeAll = (): void => {
    for (const socket of open) release(socket);
    setTimeout(() => {
      for (const { stream } of open) stream?.destroy();
    }, grace).unref();
  };
  return { host, os, closeAll };
}
