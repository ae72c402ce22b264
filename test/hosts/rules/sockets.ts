/** Rules for hosts with sockets. */
import type { Guest } from './guest.js';
import { demand, minus, type Rule } from './rule.js';

const [AF_INET, AF_INET6, SOCK_STREAM, AF_UNIX] = [2, 10, 1, 1];
const [READ, WRITE, ERROR] = [1, 2, 4];
const [addressAt, dataAt, controlAt, lengthAt] = [512, 1024, 2048, 640];
const [inetBytes, inet6Bytes] = [8, 28];

const negative = (what: string, answer: number): void => {
  if (!(answer < 0)) throw new Error(`${what}: ${answer} instead of an error`);
};

const socket = (guest: Guest, fileno = -1n): bigint => {
  const handle = guest.wide('molt_socket_new_host', AF_INET, SOCK_STREAM, 0, fileno) as bigint;
  negative('no socket', handle < 0n ? 0 : -1);
  return handle;
};

/** Puts the address of a port of 127.0.0.1; answers its length. */
function loopback(guest: Guest, port: number): number {
  guest.bytes(addressAt, inetBytes).set([AF_INET, 0, port & 255, port >> 8, 127, 0, 0, 1]);
  return inetBytes;
}

async function connected(guest: Guest, port: number): Promise<bigint> {
  const handle = socket(guest);
  guest.call('molt_socket_connect_host', handle, addressAt, loopback(guest, port));
  const state = await guest.again('a connection', 1, () => guest.call('molt_socket_connect_state_host', handle));
  demand('the state of a connection that was made', state, 2);
  return handle;
}

/** Some bytes that are there, as text; undefined while there are none. */
function received(guest: Guest, handle: bigint): string | undefined {
  const count = guest.call('molt_socket_recv_host', handle, dataAt, 1024, 0);
  return count === minus.EAGAIN ? undefined : guest.text(dataAt, count);
}

/** Tries to send a text that must not go out, then one that does; only that comes back. */
async function refused(guest: Guest, handle: bigint, what: string, addressLength: number, controlLength: number): Promise<void> {
  const length = guest.put(dataAt, 'refused');
  const answer = guest.call(
    'molt_socket_sendmsg_host',
    handle,
    dataAt,
    length,
    0,
    addressLength && addressAt,
    addressLength,
    controlAt,
    controlLength,
  );
  demand(what, answer, minus.EOPNOTSUPP);
  guest.view.setUint32(controlAt, 0, true);
  const send = () => guest.call('molt_socket_sendmsg_host', handle, dataAt, guest.put(dataAt, 'sent'), 0, 0, 0, controlAt, 4);
  demand('a message without either', await guest.again('a message that is taken', minus.EAGAIN, send), 4);
  demand('what comes back', await guest.until('an answer', () => received(guest, handle)), 'sent');
}

export const socketRules: readonly Rule[] = [
  {
    name: 'what-cannot-be-carried-is-refused',
    drift: 'D06',
    of: 'socket.sendmsg',
    says: 'A host that cannot carry a control message, or an address, answers EOPNOTSUPP and sends nothing; it never drops them in silence.',
    needs: ['tcp'],
    async check(guest, { tcp }) {
      const handle = await connected(guest, tcp.port);
      // One message of a level and type that no system has.
      for (const [i, value] of [1, 0x7fff_fff0, 0x7fff_fff0, 2].entries()) guest.view.setUint32(controlAt + 4 * i, value, true);
      await refused(guest, handle, 'a control message that nobody can carry', 0, 18);
      await refused(guest, handle, 'an address, on a connection that has its peer', loopback(guest, 9), 4);
    },
  },
  {
    name: 'address-family-is-checked',
    drift: 'D16',
    of: 'socket.bind',
    says: 'An address of another family than that of the socket is EAFNOSUPPORT; bytes that are no address are EINVAL.',
    needs: ['tcp'],
    check(guest) {
      const handle = socket(guest);
      guest.bytes(addressAt, inet6Bytes).fill(0);
      guest.view.setUint16(addressAt, AF_INET6, true);
      demand('an IPv6 address', guest.call('molt_socket_bind_host', handle, addressAt, inet6Bytes), minus.EAFNOSUPPORT);
      guest.view.setUint16(addressAt, 99, true);
      demand('no address', guest.call('molt_socket_bind_host', handle, addressAt, inetBytes), minus.EINVAL);
    },
  },
  {
    name: 'listens-unbound',
    drift: 'D16',
    of: 'socket.listen',
    says: 'A socket that was not bound gets an address of the choice of the host; that is not an error.',
    needs: ['tcp'],
    async check(guest) {
      const handle = socket(guest);
      demand('listen', guest.call('molt_socket_listen_host', handle, 1), 0);
      const name = () => guest.call('molt_socket_getsockname_host', handle, addressAt, inet6Bytes, lengthAt);
      demand('its address', await guest.again('an address', minus.EAGAIN, name), 0);
      if (guest.view.getUint16(addressAt + 2, true) === 0) throw new Error('the socket has no port');
    },
  },
  {
    name: 'pair-or-refusal',
    drift: 'D16',
    of: 'socket.socketpair',
    says: 'EOPNOTSUPP where the host cannot.',
    needs: ['tcp'],
    check(guest) {
      const answer = guest.call('molt_socket_socketpair_host', AF_UNIX, SOCK_STREAM, 0, addressAt, addressAt + 8);
      // A host without the call answers as for any call that it lacks.
      if (![0, minus.EOPNOTSUPP, minus.ENOSYS].includes(answer)) throw new Error(`socketpair: ${answer}`);
    },
  },
  {
    name: 'failed-socket-is-ready',
    drift: 'D31',
    of: 'socket.poll',
    says: 'A socket that failed is ready for everything that was asked, and carries ERROR besides.',
    needs: ['tcp'],
    async check(guest) {
      const handle = socket(guest);
      // Port 1 of this machine: nobody listens there.
      guest.call('molt_socket_connect_host', handle, addressAt, loopback(guest, 1));
      const poll = (asked: number): number => guest.call('molt_socket_poll_host', handle, asked);
      await guest.again('the failure of a connection', 0, () => poll(READ | WRITE | ERROR));
      for (const asked of [0, READ, WRITE, READ | WRITE]) demand(`poll of a failed socket for ${asked}`, poll(asked), asked | ERROR);
    },
  },
  {
    name: 'detached-can-be-closed',
    drift: 'D34',
    of: 'os.close',
    says: 'Wherever socket.detach works this works too, so that a detached socket can always be closed.',
    needs: ['tcp'],
    async check(guest, { tcp }) {
      const handle = await connected(guest, tcp.port);
      demand('its own address', guest.call('molt_socket_getsockname_host', handle, addressAt, inet6Bytes, lengthAt), 0);
      const from = guest.view.getUint16(addressAt + 2, true);
      await guest.until('a connection at the server', () => tcp.isConnected(from) || undefined);
      const fd = guest.wide('molt_socket_detach_host', handle) as bigint;
      negative('a descriptor', fd < 0n ? 0 : -1);
      demand('close', guest.call('molt_os_close_host', fd), 0);
      demand('close again', guest.call('molt_os_close_host', fd), minus.EBADF);
      await guest.until('the end of a closed connection', () => !tcp.isConnected(from) || undefined);
    },
  },
  {
    name: 'detached-can-be-adopted',
    drift: 'D34',
    of: 'socket.new',
    says: 'A descriptor is adopted only when this host gave it to this guest; any other is EBADF. After that the descriptor belongs to the new handle.',
    needs: ['tcp'],
    async check(guest, { tcp }) {
      const handle = await connected(guest, tcp.port);
      const fd = guest.wide('molt_socket_detach_host', handle) as bigint;
      const adopted = socket(guest, fd);
      guest.put(dataAt, 'still open');
      demand('to send', guest.call('molt_socket_send_host', adopted, dataAt, 10, 0), 10);
      demand('what comes back', await guest.until('an answer', () => received(guest, adopted)), 'still open');
      demand('close of a descriptor that was adopted', guest.call('molt_os_close_host', fd), minus.EBADF);
      demand('adoption of it', guest.call('molt_socket_new_host', AF_INET, SOCK_STREAM, 0, fd), minus.EBADF);
      demand('close of its socket', guest.call('molt_socket_close_host', adopted), 0);
    },
  },
  {
    name: 'open-file-stays-open',
    drift: 'D34',
    of: 'os.close',
    says: 'Only descriptors that this host handed to this guest are closed: a number that happens to be an open file of the host is EBADF.',
    needs: ['tcp', 'openFile'],
    check(guest, { openFile }) {
      demand('close', guest.call('molt_os_close_host', BigInt(openFile)), minus.EBADF);
      demand('adoption', guest.call('molt_socket_new_host', AF_INET, SOCK_STREAM, 0, BigInt(openFile)), minus.EBADF);
    },
  },
  {
    name: 'unknown-descriptor-is-refused',
    drift: 'D34',
    of: 'os.close',
    says: 'EBADF when it is not one that this host gave out.',
    needs: [],
    check(guest) {
      const sockets = guest.call('molt_socket_new_host', AF_INET, SOCK_STREAM, 0, -1n) >= 0;
      const answer = guest.call('molt_os_close_host', 2n ** 40n);
      // A host without sockets has nothing to close, and answers as for any call that it lacks.
      if (answer !== minus.EBADF && (sockets || answer !== minus.ENOSYS)) throw new Error(`close of a number from nowhere: ${answer}`);
    },
  },
];
