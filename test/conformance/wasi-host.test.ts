import { describe, expect, test } from 'vitest';
import { assemble, type Bindings, type Entry, packageOf } from '../e2e/support.js';

type ModeEntry = Entry & { deterministic(options?: object): object };
type Core = (...values: (number | bigint)[]) => number | undefined;

const open = await packageOf('schemas/wasi/1.0.0');
const errno = { success: 0, badf: 8, inval: 28, nosys: 52, notcapable: 76 };

/** Core parameters of some functions; each answers an i32. */
const functions = {
  clock_res_get: 'i32 i32',
  fd_fdstat_get: 'i32 i32',
  fd_filestat_set_times: 'i32 i64 i64 i32',
  fd_pread: 'i32 i32 i32 i64 i32',
  fd_prestat_get: 'i32 i32',
  fd_renumber: 'i32 i32',
  path_link: 'i32 i32 i32 i32 i32 i32 i32',
  poll_oneoff: 'i32 i32 i32 i32',
  proc_raise: 'i32',
  sock_accept: 'i32 i32 i32',
  sock_recv: 'i32 i32 i32 i32 i32 i32',
  sock_send: 'i32 i32 i32 i32 i32',
  sock_shutdown: 'i32 i32',
};
const imports = Object.entries(functions).map(
  ([name, params]) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${params}) (result i32)))`,
);
const exported = Object.keys(functions).map((name) => `(export "${name}" (func $${name}))`);

/** Exports what it imports, so that the tests can call it as a guest does. */
const guest = await WebAssembly.compile(
  await assemble(`(module ${imports.join('\n')} (memory (export "memory") 1) (data (i32.const 64) "olden") ${exported.join('\n')})`),
);

async function link(entry: Entry, bindings: Bindings) {
  const { exports } = await entry.instantiate(guest, bindings);
  const memory = new DataView((exports.memory as WebAssembly.Memory).buffer);
  return { call: exports as unknown as Readonly<Record<string, Core>>, memory };
}

describe.each(['browser', 'edge', 'wasi'])('a host of methods on the %s entry', async (target) => {
  const entry = (await open(target)) as ModeEntry;
  const calls: unknown[][] = [];
  const note = (...call: unknown[]) => void calls.push(call);
  const host = {
    procExit() {
      throw new Error('ended');
    },
    clockResGet: (id: number) => (id > 1 ? entry.err(entry.Errno.INVAL) : 1000n),
    fdFdstatGet: () => ({ fsFiletype: 4, fsFlags: 0x11, fsRightsBase: 0x3fffffffn, fsRightsInheriting: 2n }),
    fdFilestatSetTimes: note,
    fdPread(fd: number, [first, second]: readonly [Uint8Array, Uint8Array], offset: bigint) {
      note(fd, offset, first.length, second.length);
      first.fill(1);
      second.fill(2);
      return 5;
    },
    fdPrestatGet: (fd: number) => (fd === 3 ? { kind: 'dir', value: { prNameLen: 7 } } : entry.err(entry.Errno.BADF)),
    fdRenumber: note,
    pathLink: note,
    pollOneoff([clock, read]: readonly { readonly userdata: bigint; readonly u: object }[]) {
      note(clock?.u, read?.u);
      const event = { userdata: read?.userdata, error: errno.success, type: 1, fdReadwrite: { nbytes: 9n, flags: 1 } };
      return { events: [event], nevents: 1 };
    },
    sockRecv(_: number, [first]: readonly [Uint8Array], flags: number) {
      note('recv', flags);
      first.fill(3);
      return { roDataLen: first.length, roFlags: 1 };
    },
    sockSend: (_: number, [first]: readonly [Uint8Array]) => first.length,
    sockShutdown: note,
  };
  const grants = ['fs.write', 'time', 'net', 'process'].filter((grant) => target !== 'edge' || grant !== 'net');
  const { call, memory } = await link(entry, entry.createImports({ wasi: host }, { grants }));

  test('reads and writes records, variants and lists where the header of C has their fields', () => {
    expect(call.fd_fdstat_get?.(1, 128)).toBe(errno.success);
    expect([memory.getUint8(128), memory.getUint16(130, true)]).toEqual([4, 0x11]);
    expect([memory.getBigUint64(136, true), memory.getBigUint64(144, true)]).toEqual([0x3fffffffn, 2n]);

    expect(call.fd_prestat_get?.(3, 160)).toBe(errno.success);
    expect([memory.getUint8(160), memory.getUint32(164, true)]).toEqual([0, 7]);
    expect(call.fd_prestat_get?.(4, 160)).toBe(errno.badf);

    // Two subscriptions of 48 bytes: a clock until a time, and a descriptor to read.
    memory.setBigUint64(1024, 11n, true);
    memory.setUint32(1040, 1, true);
    memory.setBigUint64(1048, 500n, true);
    memory.setBigUint64(1056, 20n, true);
    memory.setUint16(1064, 1, true);
    memory.setBigUint64(1072, 12n, true);
    memory.setUint8(1080, 1);
    memory.setUint32(1088, 5, true);
    calls.length = 0;
    expect(call.poll_oneoff?.(1024, 2048, 2, 256)).toBe(errno.success);
    expect(calls).toEqual([
      [
        { kind: 'clock', value: { id: 1, timeout: 500n, precision: 20n, flags: 1 } },
        { kind: 'fdRead', value: { fileDescriptor: 5 } },
      ],
    ]);
    expect(memory.getUint32(256, true)).toBe(1);
    expect([memory.getBigUint64(2048, true), memory.getUint16(2056, true), memory.getUint8(2058)]).toEqual([12n, 0, 1]);
    expect([memory.getBigUint64(2064, true), memory.getUint16(2072, true)]).toEqual([9n, 1]);
  });

  test('fills the buffers of a list, and tells how much', () => {
    for (const [at, value] of [300, 3, 310, 2].entries()) memory.setUint32(512 + at * 4, value, true);
    calls.length = 0;
    expect(call.fd_pread?.(6, 512, 2, 77n, 260)).toBe(errno.success);
    expect(calls).toEqual([[6, 77n, 3, 2]]);
    expect([memory.getUint32(260, true), memory.getUint8(302), memory.getUint8(303), memory.getUint8(311)]).toEqual([5, 1, 0, 2]);
  });

  test('gets paths, times and descriptors in the order of the call', () => {
    calls.length = 0;
    call.path_link?.(3, 1, 64, 3, 4, 66, 3);
    call.fd_filestat_set_times?.(5, 1n, 2n, 9);
    call.fd_renumber?.(5, 6);
    expect(calls).toEqual([
      [3, 1, 'old', 4, 'den'],
      [5, 1n, 2n, 9],
      [5, 6],
    ]);
  });

  test('is asked for no clock, flag or direction that has no name', () => {
    expect([call.clock_res_get?.(0, 272), memory.getBigUint64(272, true)]).toEqual([errno.success, 1000n]);
    expect([call.clock_res_get?.(3, 272), call.clock_res_get?.(4, 272)]).toEqual([errno.inval, errno.inval]);
    expect(call.fd_filestat_set_times?.(5, 1n, 2n, 16)).toBe(errno.inval);
  });

  test('answers sockets where the target has them, and no flags of sending', () => {
    calls.length = 0;
    for (const [at, value] of [320, 4].entries()) memory.setUint32(512 + at * 4, value, true);
    const answers = [call.sock_recv?.(7, 512, 1, 2, 264, 268), call.sock_send?.(7, 512, 1, 0, 264), call.sock_shutdown?.(7, 3)];
    if (target === 'edge') {
      expect([answers, calls]).toEqual([[errno.nosys, errno.nosys, errno.nosys], []]);
      return;
    }
    expect(answers).toEqual([errno.success, errno.success, errno.success]);
    expect(calls).toEqual([
      ['recv', 2],
      [7, 3],
    ]);
    expect([memory.getUint32(264, true), memory.getUint16(268, true), memory.getUint8(323)]).toEqual([4, 1, 3]);
    expect(call.sock_send?.(7, 512, 1, 1, 264)).toBe(errno.inval);
  });

  test('need not have every function: NOSYS is the answer', () => {
    expect([call.proc_raise?.(6), call.sock_accept?.(7, 0, 276)]).toEqual([errno.nosys, errno.nosys]);
  });

  test('is not asked without the grant', async () => {
    const denied = await link(entry, entry.createImports({ wasi: host }, { grants: [] }));
    expect(denied.call.clock_res_get?.(0, 272)).toBe(errno.notcapable);
    expect(denied.call.path_link?.(3, 1, 64, 3, 4, 66, 3)).toBe(errno.notcapable);
    expect(denied.call.proc_raise?.(6)).toBe(errno.notcapable);
    // Authority travels with the descriptor.
    expect(denied.call.fd_fdstat_get?.(1, 128)).toBe(errno.success);
  });

  test('leaves clocks, signals and sockets to deterministic mode', async () => {
    const mode = entry.deterministic({ seed: 1, hosts: ['wasi'] });
    // What a host that is named as deterministic has itself comes before what the mode answers.
    const { clockResGet, fdPrestatGet, sockRecv, sockSend, sockShutdown, ...files } = host;
    const virtual = await link(entry, entry.createImports({ wasi: files }, { grants, deterministic: mode }));
    calls.length = 0;
    expect([virtual.call.clock_res_get?.(0, 272), virtual.memory.getBigUint64(272, true)]).toEqual([errno.success, 1n]);
    expect([virtual.call.proc_raise?.(6), virtual.call.fd_prestat_get?.(3, 160)]).toEqual([errno.nosys, errno.badf]);
    expect(virtual.call.sock_shutdown?.(7, 3)).toBe(target === 'edge' ? errno.nosys : errno.badf);
    expect(calls).toEqual([]);
  });
});
