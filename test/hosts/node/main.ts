/** Node with WASI: a guest that gets some directories, a reach of the network, and a database. */
import {
  type Bindings,
  type CreateImportsOptions,
  createImports,
  type Grant,
  guestExports,
  handleOf,
  instantiate,
} from '@molt/abi-host/wasi';
import { decode, encode } from '@msgpack/msgpack';
import { type Program, programHost } from '../shared/program.js';
import { Events, runSteps } from '../shared/run.js';
import { blockingSleep } from '../shared/sleeping.js';
import { startProgram } from '../shared/start.js';
import { zoneHost } from '../shared/zone.js';
import { type Database, sqliteHost } from './database.js';
import { Descriptors, type Preopen } from './descriptors.js';
import { filesHost } from './files.js';
import type { Lookup } from './names.js';
import { type Programs, processHost } from './processes.js';
import { type Reach, socketHost } from './sockets.js';

export { DbStatus, Errno, WasiErrno } from '@molt/abi-host/wasi';
export { programHost } from '../shared/program.js';
export { openDatabase, sqliteHost } from './database.js';
export { Descriptors } from './descriptors.js';
export { filesHost } from './files.js';

export interface Options extends Program {
  readonly directories?: readonly Preopen[];
  readonly reach?: Reach;
  /** What is not committed at its end is taken back; guests that may write use a database one after the other. */
  readonly database?: { readonly of: Database; readonly write?: boolean };
  /** What looks names up for it; absent: the resolver of the system. */
  readonly lookup?: Lookup;
  /** What it may start. */
  readonly programs?: Programs;
  /** Whether it learns who and where it is: the number of this process, and the time zone. */
  readonly identity?: boolean;
  readonly onHostError?: CreateImportsOptions['onHostError'];
}

/** What the guest is granted follows from what it is given: one description, so that the two cannot differ. */
export function grantsOf({ directories = [], reach = {}, database, programs, identity }: Options): Grant[] {
  const grants: Grant[] = ['env.read', 'rand.bytes', 'time.wall'];
  if (directories.length > 0) grants.push('fs.read');
  if (directories.some(({ write }) => write)) grants.push('fs.write');
  if (reach.resolve) grants.push('net.resolve');
  if (reach.connect) grants.push('net.connect', 'net.poll');
  if (reach.listen) grants.push('net.bind', 'net.listen', 'net.poll');
  if (database) grants.push('db.read');
  if (database?.write) grants.push('db.write');
  if (programs) grants.push('process.exec');
  if (identity) grants.push('process.id', 'time.zone');
  return grants;
}

/**
 * The imports of a guest, and what it leaves open.
 *
 * @param events is told whenever something happens for which the guest may wait
 */
export function bindingsOf(options: Options, events: Events): { readonly bindings: Bindings; readonly closeAll: () => void } {
  const program = programHost(options);
  const descriptors = new Descriptors(options.directories ?? []);
  const files = filesHost(descriptors);
  const sockets = socketHost(options.reach ?? {}, events, options.lookup);
  const children = processHost(options.programs ?? { files: {} }, events, (child, code) => {
    const handle = handleOf(bindings, child);
    if (handle !== undefined) guestExports(bindings).molt_process_host_notify?.(BigInt(handle), code);
  });
  const database = options.database && sqliteHost(options.database.of);
  const bindings: Bindings = createImports(
    {
      wasi: {
        ...program,
        ...files,
        ...blockingSleep((fd) => fd < 3 || descriptors.get(fd) !== undefined),
        fdRead: (fd, iovs) => (fd < 3 ? program : files).fdRead(fd, iovs),
        fdWrite: (fd, iovs) => (fd < 3 ? program : files).fdWrite(fd, iovs),
      },
      socket: sockets.host,
      os: { ...sockets.os, getpid: () => BigInt(process.pid) },
      time: zoneHost(),
      process: options.programs && children.host,
      db: database?.host,
    },
    {
      grants: grantsOf(options),
      codecs: {
        msgpack: {
          encode: (value) => encode(value, { useBigInt64: true }),
          decode: (bytes) => decode(bytes, { useBigInt64: true }),
        },
      },
      onHostError: options.onHostError,
    },
  );
  const closeAll = (): void => {
    descriptors.closeAll();
    sockets.closeAll();
    children.closeAll();
    database?.closeAll();
  };
  return { bindings, closeAll };
}

/** Runs a guest to its end; answers what its last step did. Everything that it left open is closed. */
export async function runGuest(bytes: BufferSource, options: Options): Promise<number> {
  const events = new Events();
  const { bindings, closeAll } = bindingsOf(options, events);
  try {
    const instance = await instantiate(bytes, bindings);
    await startProgram(guestExports(bindings));
    return await runSteps(instance, events);
  } finally {
    closeAll();
  }
}
