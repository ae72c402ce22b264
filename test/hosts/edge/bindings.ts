/** The imports of a guest that answers one request. */
import { type Bindings, createImports, type Grant } from '@molt/abi-host/edge';
import { decode, encode } from '@msgpack/msgpack';
import { type Program, programHost } from '../shared/program.js';
import type { Events } from '../shared/run.js';
import { suspendingSleep } from '../shared/sleeping.js';
import { storeHost } from './database.js';
import type { StoreBinding } from './store.js';

const msgpack = {
  encode: (value: unknown) => encode(value, { useBigInt64: true }),
  decode: (bytes: Uint8Array) => decode(bytes, { useBigInt64: true }),
};

/** What every guest may: read what it is given, tell the time, sleep, and get random bytes. */
export const always: readonly Grant[] = ['env.read', 'rand.bytes', 'time.monotonic', 'time.wall'];

/**
 * @param store its database; absent: none
 * @param events is told whenever something happens for which the guest may wait
 */
export const bindingsOf = (asked: Program, grants: readonly Grant[], store: StoreBinding | undefined, events: Events): Bindings =>
  createImports(
    { wasi: { ...programHost(asked), ...suspendingSleep((fd) => fd < 3, events) }, db: store && storeHost(store, events) },
    { grants, codecs: { msgpack }, onHostError: ({ function: name, cause }) => console.error(name, cause) },
  );
