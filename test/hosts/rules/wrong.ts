/**
 * Hosts as they were written by hand, each with one of the mistakes that the rules are for: a rule that lets one of them pass is
 * no rule. Each is made of a right host, some of whose imports it replaces.
 */
import type { Change, Import } from './guest.js';

interface Real {
  /** Calls an import of the right host. */
  readonly call: (name: string, ...values: Parameters<Import>) => number;
  readonly view: DataView;
}

export interface WrongHost {
  readonly drift: string;
  readonly mistake: string;
  readonly imports: (real: Real) => Readonly<Record<string, Import>>;
}

const [READ, WRITE, ERROR, EAGAIN, ENOSYS] = [1, 2, 4, -11, -38];

/** Answers one address of 240.0.0.0/4, which is nobody's. */
const madeUp =
  ({ view }: Real): Import =>
  (...values) => {
    const [out, length] = [Number(values[8]), Number(values[10])];
    for (const [i, value] of [1, 2, 1, 6, 0, 8].entries()) view.setUint32(out + 4 * i, value, true);
    for (const [i, byte] of [2, 0, 80, 0, 240, 0, 0, 1].entries()) view.setUint8(out + 24 + i, byte);
    view.setUint32(length, 32, true);
    return 0;
  };

/** Answers a text in a buffer: what a host says that has nothing to say. */
const saying =
  ({ view }: Real, text: string, before = 0): Import =>
  (...values) => {
    for (const [i, byte] of new TextEncoder().encode(text).entries()) view.setUint8(Number(values[before]) + i, byte);
    view.setUint32(Number(values[before + 2]), text.length, true);
    return 0;
  };

/** `ws_poll` of a host that has another answer for a connection that failed. */
const failing =
  (real: Real, answer: (asked: number) => number): Import =>
  (handle, asked) => {
    const found = real.call('molt_ws_poll_host', handle as bigint, asked as number);
    return found > 0 && found & ERROR ? answer(Number(asked)) : found;
  };

export const wrongHosts: readonly WrongHost[] = [
  {
    drift: 'D06',
    mistake: 'sendmsg takes four of its eight parameters',
    imports: ({ call }) => ({ molt_socket_sendmsg_host: (...values) => call('molt_socket_send_host', ...values.slice(0, 4)) }),
  },
  {
    drift: 'D08',
    mistake: 'a name that cannot be found gets an address of 240.0.0.0/4',
    imports: (real) => ({ molt_socket_resolve_host: madeUp(real), molt_socket_getaddrinfo_host: madeUp(real) }),
  },
  {
    drift: 'D08',
    mistake: 'the codes of EAI are those of the machine, positive on some',
    imports: () => ({ molt_socket_getaddrinfo_host: () => 2 }),
  },
  { drift: 'D08', mistake: 'every lookup is ENOENT', imports: () => ({ molt_socket_getaddrinfo_host: () => -2 }) },
  {
    drift: 'D11',
    mistake: 'modes other than 0, 1 and 2 are silently another',
    imports: ({ call }) => ({
      molt_process_spawn_host: (...values) =>
        call('molt_process_spawn_host', ...values.map((v, i) => (i > 5 && i < 9 && Math.abs(Number(v) - 1) > 1 ? 2 : v))),
    }),
  },
  {
    drift: 'D13',
    mistake: 'would-block is answered after the bytes were taken',
    imports: ({ call }) => {
      let calls = 0;
      return {
        molt_process_write_host: (...values) => {
          const answer = call('molt_process_write_host', ...values);
          return answer === 0 && calls++ % 2 === 0 ? EAGAIN : answer;
        },
      };
    },
  },
  {
    drift: 'D13',
    mistake: 'a part is taken, and all of it is said to be',
    imports: ({ call }) => ({
      molt_process_write_some_host: (child, at, length) => {
        const answer = call('molt_process_write_some_host', child as bigint, at as number, Number(length) >> 1);
        return answer < 0 ? answer : Number(length);
      },
    }),
  },
  {
    drift: 'D14',
    mistake: 'connect waits for the handshake',
    imports: () => ({ molt_ws_connect_host: () => -111 }),
  },
  {
    drift: 'D14',
    mistake: 'the scheme of a URL is not looked at',
    imports: () => ({ molt_ws_connect_host: () => 0 }),
  },
  { drift: 'D16', mistake: 'an address of another family is EINVAL', imports: () => ({ molt_socket_bind_host: () => -22 }) },
  { drift: 'D16', mistake: 'a socket that was not bound cannot listen', imports: () => ({ molt_socket_listen_host: () => -22 }) },
  { drift: 'D16', mistake: 'a pair of sockets is EPERM', imports: () => ({ molt_socket_socketpair_host: () => -1 }) },
  { drift: 'D21', mistake: 'the process has the number 0', imports: () => ({ molt_getpid_host: () => 0n }) },
  {
    drift: 'D21',
    mistake: 'the zone is UTC',
    imports: () => ({ molt_time_timezone_host: () => 0n, molt_time_local_offset_host: () => 0n }),
  },
  { drift: 'D21', mistake: 'the zone has an empty name', imports: (real) => ({ molt_time_tzname_host: saying(real, '', 1) }) },
  { drift: 'D21', mistake: 'the machine is localhost', imports: (real) => ({ molt_socket_gethostname_host: saying(real, 'localhost') }) },
  { drift: 'D21', mistake: 'there is IPv6 without IPv6 sockets', imports: () => ({ molt_socket_has_ipv6_host: () => 1 }) },
  {
    drift: 'D25',
    mistake: 'a sleep is over at once, without an event',
    imports: ({ view }) => ({
      poll_oneoff: (_subscriptions, _events, _count, nevents) => {
        view.setUint32(Number(nevents), 0, true);
        return 0;
      },
    }),
  },
  {
    drift: 'D25',
    mistake: 'Math.random stands in for random bytes',
    imports: ({ view }) => ({
      random_get: (at, length) => {
        for (let i = 0; i < Number(length); i++) view.setUint8(Number(at) + i, Math.floor(Math.random() * 256));
        return 0;
      },
    }),
  },
  { drift: 'D25', mistake: 'errors are those of Linux', imports: () => ({ fd_write: () => -ENOSYS }) },
  { drift: 'D25', mistake: 'a call that the host lacks succeeds', imports: () => ({ fd_write: () => 0 }) },
  {
    drift: 'D31',
    mistake: 'poll fails with the error of the connection',
    imports: (real) => ({ molt_ws_poll_host: failing(real, () => -104) }),
  },
  {
    drift: 'D31',
    mistake: 'poll carries ERROR only if it is asked for',
    imports: (real) => ({ molt_ws_poll_host: failing(real, (asked) => (READ | WRITE | ERROR) & asked) }),
  },
  {
    drift: 'D31',
    mistake: 'poll answers all events, asked or not',
    imports: (real) => ({ molt_ws_poll_host: failing(real, () => READ | WRITE | ERROR) }),
  },
  { drift: 'D34', mistake: 'a detached socket cannot be closed', imports: () => ({ molt_os_close_host: () => ENOSYS }) },
  { drift: 'D34', mistake: 'any open file of the process can be closed', imports: () => ({ molt_os_close_host: () => 0 }) },
];

/** Makes a wrong host of a right one. */
export const asWrong =
  ({ imports: replaced }: WrongHost): Change =>
  (right, exports) => {
    const call: Real['call'] = (name, ...values) => {
      for (const fields of Object.values(right)) {
        const found = fields[name];
        if (typeof found === 'function') return Number(found(...values));
      }
      throw new Error(`the host has no import ${name}`);
    };
    const own = replaced({ call, view: new DataView((exports.molt_memory as WebAssembly.Memory).buffer) });
    const fields = (found: WebAssembly.ModuleImports) =>
      Object.fromEntries(Object.entries(found).map(([name, value]) => [name, own[name] ?? value]));
    return Object.fromEntries(Object.entries(right).map(([module, found]) => [module, fields(found)]));
  };
