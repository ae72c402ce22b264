/** Rules about who and where the host is: it says what is so, or that it has nothing to say. Nothing is made up. */
import type { Guest } from './guest.js';
import { demand, minus, type Rule } from './rule.js';

const least = -(2n ** 63n);
const [textAt, lengthAt] = [1024, 512];
const [AF_INET6, SOCK_STREAM] = [10, 1];

/** A text that a call with a buffer answers, or its error. */
function text(guest: Guest, name: string, ...before: number[]): string | number {
  const answer = guest.call(name, ...before, textAt, 256, lengthAt);
  return answer === 0 ? guest.text(textAt, guest.view.getUint32(lengthAt, true)) : answer;
}

export const identityRules: readonly Rule[] = [
  {
    name: 'process-number',
    drift: 'D21',
    of: 'os.getpid',
    says: 'A host that does not know a process identifier answers the absent value and does not invent one.',
    needs: ['identity'],
    check(guest, { identity }) {
      demand('getpid', guest.wide('molt_getpid_host'), BigInt(identity.pid ?? -1));
    },
  },
  {
    name: 'time-zone',
    drift: 'D21',
    of: 'time.timezone',
    says: 'A host without a time zone answers the absent value. It does not answer 0, which says that the zone is UTC.',
    needs: ['identity'],
    check(guest, { identity: { zone } }) {
      demand('the offset of the zone', guest.wide('molt_time_timezone_host'), zone ? BigInt(zone.standard) : least);
      for (const [secs, west] of zone?.at ?? [[0, 0]])
        demand(`the offset at ${secs}`, guest.wide('molt_time_local_offset_host', BigInt(secs)), zone ? BigInt(west) : least);
    },
  },
  {
    name: 'zone-name',
    drift: 'D21',
    of: 'time.tzname',
    says: 'Name of the local zone, such as CET.',
    needs: ['identity'],
    check(guest, { identity: { zone } }) {
      const names = [text(guest, 'molt_time_tzname_host', 0), text(guest, 'molt_time_tzname_host', 1)];
      for (const name of names)
        if (zone ? typeof name === 'number' || name === '' : typeof name === 'string')
          throw new Error(`the name of a zone that is ${zone ? 'known' : 'not known'}: ${JSON.stringify(name)}`);
      const [winter, summer] = zone?.at ?? [];
      if (winter && summer && winter[1] !== summer[1] && names[0] === names[1]) throw new Error(`both names of the zone are ${names[0]}`);
    },
  },
  {
    name: 'host-name',
    drift: 'D21',
    of: 'socket.gethostname',
    says: 'A host that has no name to give answers ENOSYS and does not invent one.',
    needs: ['identity'],
    check(guest, { identity: { hostName } }) {
      demand('the name of the machine', text(guest, 'molt_socket_gethostname_host'), hostName ?? minus.ENOSYS);
    },
  },
  {
    name: 'ipv6',
    drift: 'D21',
    of: 'socket.has-ipv6',
    says: 'Whether the host can make IPv6 sockets.',
    needs: ['identity'],
    check(guest) {
      const made = guest.call('molt_socket_new_host', AF_INET6, SOCK_STREAM, 0, -1n) >= 0;
      demand('has_ipv6', guest.call('molt_socket_has_ipv6_host'), made ? 1 : 0);
    },
  },
];
