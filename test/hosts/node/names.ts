/**
 * Looks up IPv4 addresses by the resolver of the system. The methods are async: a guest is suspended, or told to ask again. What
 * cannot be found is an error: no address is ever made up.
 */
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import {
  AddressFamily,
  AddrinfoFlags,
  type AddrinfoList,
  Eai,
  Errno,
  Protocol,
  ResolveError,
  type SocketHost,
  SocketType,
} from '@molt/abi-host/wasi';
import type { Events } from '../shared/run.js';
import { inet, type Reach } from './tcp.js';

/** All IPv4 addresses of a name. Throws an error of Node, such as ENOTFOUND. */
export type Lookup = (name: string) => Promise<readonly { readonly address: string }[]>;

const bySystem: Lookup = (name) => lookup(name, { family: 4, all: true });

/** The names of failures that both numberings have, and `denied`, for which each has its own. */
type Failed = Extract<keyof typeof Eai, keyof typeof ResolveError> | 'denied';

/** What the resolver of the system throws, under the names of POSIX. All else means that it did not work. */
const failures: Readonly<Record<string, Failed>> = { ENOTFOUND: 'EAI_NONAME', ENODATA: 'EAI_NODATA', EAI_AGAIN: 'EAI_AGAIN' };

/** Services that a guest may name; Node has no table of them. */
const services: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

function portOf(service: string | null): number | undefined {
  if (service === null || service === '') return 0;
  const port = /^\d{1,5}$/.test(service) ? Number(service) : Object.hasOwn(services, service) ? services[service] : undefined;
  return port !== undefined && port < 65_536 ? port : undefined;
}

async function addressesOf(reach: Reach, look: Lookup, host: string | null, flags: number): Promise<readonly string[] | Failed> {
  if (host === null) return [flags & AddrinfoFlags.AI_PASSIVE ? '0.0.0.0' : '127.0.0.1'];
  if (isIPv4(host)) return [host];
  if (host === '' || flags & AddrinfoFlags.AI_NUMERICHOST) return 'EAI_NONAME';
  if (!reach.resolve?.includes(host)) return 'denied';
  try {
    return (await look(host)).map(({ address }) => address);
  } catch (error) {
    return failures[String((error as { readonly code?: unknown }).code)] ?? 'EAI_FAIL';
  }
}

export function namesHost(reach: Reach, events: Events, look: Lookup = bySystem) {
  const search = async (...[host, service, family, sockType, , flags]: Parameters<typeof resolve>): Promise<AddrinfoList | Failed> => {
    if (family !== AddressFamily.AF_UNSPEC && family !== AddressFamily.AF_INET) return 'EAI_FAMILY';
    if (sockType !== 0 && sockType !== SocketType.SOCK_STREAM) return 'EAI_SOCKTYPE';
    const port = portOf(service);
    if (port === undefined) return 'EAI_SERVICE';
    const found = await addressesOf(reach, look, host, flags);
    // After this answer has arrived: a guest that works in steps then asks again.
    setTimeout(events.happened);
    if (typeof found === 'string') return found;
    const rest = { family: AddressFamily.AF_INET, sockType: SocketType.SOCK_STREAM, proto: Protocol.IPPROTO_TCP, canonicalName: '' };
    return found.map((address) => ({ ...rest, address: inet(address, port) }));
  };
  const resolve: NonNullable<SocketHost['resolve']> = async (...query) => {
    const found = await search(...query);
    return found === 'denied' ? ResolveError.DENIED : typeof found === 'string' ? ResolveError[found] : found;
  };
  const getaddrinfo: NonNullable<SocketHost['getaddrinfo']> = async (host, ...query) => {
    // Here, unlike in `resolve`, an empty host means any.
    const found = await search(host === '' ? null : host, ...query);
    return found === 'denied' ? Errno.EACCES : typeof found === 'string' ? Eai[found] : found;
  };
  return { resolve, getaddrinfo };
}
