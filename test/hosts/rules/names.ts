/** Rules for name services. */
import type { Guest } from './guest.js';
import { demand, minus, type Rule } from './rule.js';

const [AF_INET, SOCK_STREAM] = [2, 1];
const [hostAt, serviceAt, outAt, lengthAt] = [512, 640, 1024, 768];

function ask(guest: Guest, name: string, host: string): number {
  const [hostLength, serviceLength] = [guest.put(hostAt, host), guest.put(serviceAt, '80')];
  return guest.call(name, hostAt, hostLength, serviceAt, serviceLength, AF_INET, SOCK_STREAM, 0, 0, outAt, 512, lengthAt);
}

const resolve = (guest: Guest, host: string): Promise<number> =>
  guest.again('the answer of a lookup', minus.RESOLVE_WOULD_BLOCK, () => ask(guest, 'molt_socket_resolve_host', host));

const getaddrinfo = (guest: Guest, host: string): Promise<number> =>
  guest.again('the answer of a lookup', minus.EAGAIN, () => ask(guest, 'molt_socket_getaddrinfo_host', host));

/** The first of the addresses: its port, and its four numbers. */
function first(guest: Guest): readonly number[] {
  if (guest.view.getUint32(outAt, true) === 0) throw new Error('the list of addresses is empty');
  const nameLength = guest.view.getUint32(outAt + 16, true);
  const address = outAt + 24 + nameLength;
  return [guest.view.getUint16(address + 2, true), ...guest.bytes(address + 4, 4)];
}

const says = 'the host does not make up an address';

export const nameRules: readonly Rule[] = [
  {
    name: 'resolve-makes-nothing-up',
    drift: 'D08',
    of: 'socket.resolve',
    says: `A name that cannot be found is EAI_NONAME: ${says}.`,
    needs: ['names'],
    async check(guest, { names }) {
      demand('a name that does not exist', await resolve(guest, names.unknown), minus.RESOLVE_NONAME);
      demand('an empty name', await resolve(guest, ''), minus.RESOLVE_NONAME);
      demand('a name that does', await resolve(guest, names.known), 0);
      demand('its address', first(guest), [80, 127, 0, 0, 1]);
    },
  },
  {
    name: 'getaddrinfo-makes-nothing-up',
    drift: 'D08',
    of: 'socket.getaddrinfo',
    says: `A name that cannot be found is a failure: ${says}. The result is 0 or negative on every system.`,
    needs: ['names'],
    async check(guest, { names }) {
      demand('a name that does not exist', await getaddrinfo(guest, names.unknown), minus.EAI_NONAME);
      demand('a name that does', await getaddrinfo(guest, names.known), 0);
      demand('its address', first(guest), [80, 127, 0, 0, 1]);
    },
  },
  {
    name: 'no-name-service-is-said',
    drift: 'D08',
    of: 'socket.getaddrinfo',
    says: 'ENOSYS says that the host has no name service.',
    needs: [],
    check(guest) {
      // Guests go on without a name service only where they are told that there is none.
      const answer = ask(guest, 'molt_socket_getaddrinfo_host', 'name.invalid');
      if (answer >= 0) throw new Error(`a name that cannot exist: ${answer} instead of an error`);
      if (answer !== minus.ENOSYS) return;
      demand('resolve of a host without a name service', ask(guest, 'molt_socket_resolve_host', 'name.invalid'), minus.RESOLVE_UNSUPPORTED);
    },
  },
];
