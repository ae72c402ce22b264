/**
 * Hosts as they were written by hand, each with one of the mistakes that the rules are for: a rule that lets one of them pass is
 * no rule.
 */
import { failing, forgetful, madeUp, saying, type WrongHost } from './changing.js';

export { asWrong, type WrongHost } from './changing.js';

const [READ, WRITE, ERROR, ENOSYS] = [1, 2, 4, -38];

export const wrongHosts: readonly WrongHost[] = [
  {
    mistake: 'sendmsg takes four of its eight parameters',
    noticedBy: ['what-cannot-be-carried-is-refused'],
    imports: ({ call }) => ({ molt_socket_sendmsg_host: (...values) => call('molt_socket_send_host', ...values.slice(0, 4)) }),
  },
  {
    mistake: 'a name that cannot be found gets an address of 240.0.0.0/4',
    noticedBy: ['resolve-makes-nothing-up', 'getaddrinfo-makes-nothing-up', 'no-name-service-is-said'],
    imports: (real) => ({ molt_socket_resolve_host: madeUp(real), molt_socket_getaddrinfo_host: madeUp(real) }),
  },
  {
    mistake: 'the codes of EAI are those of the machine, positive on some',
    noticedBy: ['getaddrinfo-makes-nothing-up', 'no-name-service-is-said'],
    imports: () => ({ molt_socket_getaddrinfo_host: () => 2 }),
  },
  {
    mistake: 'every lookup is ENOENT',
    noticedBy: ['getaddrinfo-makes-nothing-up'],
    imports: () => ({ molt_socket_getaddrinfo_host: () => -2 }),
  },
  {
    mistake: 'modes other than 0, 1 and 2 are silently another',
    noticedBy: ['modes-are-honoured', 'descriptor-must-be-given'],
    imports: ({ call }) => ({
      molt_process_spawn_host: (...values) =>
        call('molt_process_spawn_host', ...values.map((v, i) => (i > 5 && i < 9 && Math.abs(Number(v) - 1) > 1 ? 2 : v))),
    }),
  },
  {
    mistake: 'would-block is answered after the bytes were taken',
    noticedBy: ['write-is-all-or-nothing'],
    imports: (real) => ({ molt_process_write_host: forgetful(real, 'molt_process_write_host') }),
  },
  {
    mistake: 'a part is taken, and all of it is said to be',
    noticedBy: ['write-some-counts'],
    imports: ({ call }) => ({
      molt_process_write_some_host: (child, at, length) => {
        const answer = call('molt_process_write_some_host', child as bigint, at as number, Number(length) >> 1);
        return answer < 0 ? answer : Number(length);
      },
    }),
  },
  {
    mistake: 'connect waits for the handshake',
    noticedBy: ['connect-does-not-wait'],
    imports: () => ({ molt_ws_connect_host: () => -111 }),
  },
  {
    mistake: 'the scheme of a URL is not looked at',
    noticedBy: ['scheme-is-checked'],
    imports: () => ({ molt_ws_connect_host: () => 0 }),
  },
  {
    mistake: 'an address of another family is EINVAL',
    noticedBy: ['address-family-is-checked'],
    imports: () => ({ molt_socket_bind_host: () => -22 }),
  },
  {
    mistake: 'a socket that was not bound cannot listen',
    noticedBy: ['listens-unbound'],
    imports: () => ({ molt_socket_listen_host: () => -22 }),
  },
  { mistake: 'a pair of sockets is EPERM', noticedBy: ['pair-or-refusal'], imports: () => ({ molt_socket_socketpair_host: () => -1 }) },
  { mistake: 'the process has the number 0', noticedBy: ['process-number'], imports: () => ({ molt_getpid_host: () => 0n }) },
  {
    mistake: 'the zone is UTC',
    noticedBy: ['time-zone'],
    imports: () => ({ molt_time_timezone_host: () => 0n, molt_time_local_offset_host: () => 0n }),
  },
  { mistake: 'the zone has an empty name', noticedBy: ['zone-name'], imports: (real) => ({ molt_time_tzname_host: saying(real, '', 1) }) },
  {
    mistake: 'the machine is localhost',
    noticedBy: ['host-name'],
    imports: (real) => ({ molt_socket_gethostname_host: saying(real, 'localhost') }),
  },
  { mistake: 'there is IPv6 without IPv6 sockets', noticedBy: ['ipv6'], imports: () => ({ molt_socket_has_ipv6_host: () => 1 }) },
  {
    mistake: 'a sleep is over at once, without an event',
    noticedBy: ['sleep-sleeps', 'events-are-due'],
    imports: ({ view }) => ({
      poll_oneoff: (_subscriptions, _events, _count, nevents) => {
        view.setUint32(Number(nevents), 0, true);
        return 0;
      },
    }),
  },
  {
    mistake: 'Math.random stands in for random bytes',
    noticedBy: ['no-random-without-source'],
    imports: ({ view }) => ({
      random_get: (at, length) => {
        for (let i = 0; i < Number(length); i++) view.setUint8(Number(at) + i, Math.floor(Math.random() * 256));
        return 0;
      },
    }),
  },
  { mistake: 'errors are those of Linux', noticedBy: ['errors-are-those-of-wasi'], imports: () => ({ fd_write: () => -ENOSYS }) },
  { mistake: 'a call that the host lacks succeeds', noticedBy: ['errors-are-those-of-wasi'], imports: () => ({ fd_write: () => 0 }) },
  {
    mistake: 'poll fails with the error of the connection',
    noticedBy: ['failed-connection-is-ready'],
    imports: (real) => ({ molt_ws_poll_host: failing(real, 'molt_ws_poll_host', () => -104) }),
  },
  {
    mistake: 'poll carries ERROR only if it is asked for',
    noticedBy: ['failed-connection-is-ready'],
    imports: (real) => ({ molt_ws_poll_host: failing(real, 'molt_ws_poll_host', (asked) => (READ | WRITE | ERROR) & asked) }),
  },
  {
    mistake: 'poll answers all events, asked or not',
    noticedBy: ['failed-connection-is-ready'],
    imports: (real) => ({ molt_ws_poll_host: failing(real, 'molt_ws_poll_host', () => READ | WRITE | ERROR) }),
  },
  {
    mistake: 'a detached socket cannot be closed',
    noticedBy: ['detached-can-be-closed'],
    imports: () => ({ molt_os_close_host: () => ENOSYS }),
  },
  {
    mistake: 'any open file of the process can be closed',
    noticedBy: ['open-file-stays-open', 'unknown-descriptor-is-refused', 'detached-can-be-closed'],
    imports: () => ({ molt_os_close_host: () => 0 }),
  },
  {
    mistake: 'any number of events is ready that was asked for',
    noticedBy: ['poll-is-about-the-connection'],
    imports: ({ call }) => ({
      molt_ws_poll_host: (handle, asked) => {
        const found = call('molt_ws_poll_host', handle as bigint, asked as number);
        return found < 0 ? found : Number(asked);
      },
    }),
  },
  {
    mistake: 'would-block is answered after a message was taken',
    noticedBy: ['message-is-sent-once'],
    imports: (real) => ({ molt_ws_send_host: forgetful(real, 'molt_ws_send_host') }),
  },
  {
    mistake: 'a socket that failed is an error of poll',
    noticedBy: ['failed-socket-is-ready'],
    imports: (real) => ({ molt_socket_poll_host: failing(real, 'molt_socket_poll_host', () => -104) }),
  },
  {
    mistake: 'a descriptor is not adopted: a new socket is made',
    noticedBy: ['detached-can-be-adopted'],
    imports: ({ wide }) => ({ molt_socket_new_host: (...values) => wide('molt_socket_new_host', ...values.slice(0, 3), -1n) }),
  },
  {
    mistake: 'an empty environment is that of the host',
    noticedBy: ['environment-can-be-empty'],
    imports: ({ call }) => ({
      molt_process_spawn_host: (...values) =>
        call('molt_process_spawn_host', ...values.map((value, i) => (i === 2 || i === 3 ? 0 : value))),
    }),
  },
  {
    mistake: 'random bytes end where one call of the platform does',
    noticedBy: ['random-is-random'],
    imports: ({ call }) => ({ random_get: (at, length) => call('random_get', at as number, Math.min(Number(length), 65_536)) }),
  },
];
