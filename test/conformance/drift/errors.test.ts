import { expect, test } from 'vitest';
import { assemble } from '../../e2e/support.js';
import { importing, minus, molt, start } from '../guest.js';
import { compileMolt } from '../molt.js';

const socketNew = 'molt_socket_new_host';

/** A guest with one socket that it has opened. */
async function withSocket(methods: object, imports: readonly string[], grants: readonly string[] = ['net']) {
  const guest = await start({ hosts: { socket: { new: () => ({}), ...methods } }, grants, imports: [socketNew, ...imports] });
  const socket = guest.call(socketNew, 2, 1, 0, -1n);
  return { ...guest, guest, socket };
}

test('D03 connect_ex answers 0 or a negated error: a host cannot answer a positive one', async () => {
  const { Errno } = await molt('wasi');
  let answer: unknown = Errno.ECONNREFUSED;
  const { call, socket, failures } = await withSocket({ connectEx: () => answer }, ['molt_socket_connect_ex_host']);
  expect(call('molt_socket_connect_ex_host', socket)).toBe(-111);
  answer = 111;
  expect(call('molt_socket_connect_ex_host', socket)).toBe(-5);
  expect(String(failures[0])).toMatch(/the host answered 111, which does not fit its result$/);
  answer = undefined;
  expect(call('molt_socket_connect_ex_host', socket)).toBe(0);
});

test('D03 its replacement has no 0 at all: pending is 1, connected 2', async () => {
  let answer: unknown = 2;
  const { call, socket } = await withSocket({ connectState: () => answer }, ['molt_socket_connect_state_host']);
  expect(call('molt_socket_connect_state_host', socket)).toBe(2);
  for (answer of [0, 111, undefined, -111]) expect(call('molt_socket_connect_state_host', socket), String(answer)).toBe(-5);
});

test('D08 the codes of resolve are no error numbers, and a failed lookup is never a result', async () => {
  const { abi } = compileMolt('1.5.0');
  const domains = new Map(
    abi.interfaces.flatMap((i) => i.types).map((t) => [t.id, t.kind === 'errors' ? t.cases.map((c) => c.value) : []]),
  );
  const errno = new Set(domains.get('errno.errno'));
  expect(domains.get('socket.resolve-error')?.filter((code) => errno.has(code) || code <= 0n)).toEqual([]);
  const { ResolveError } = (await molt('wasi')) as unknown as { ResolveError: Record<string, object> };
  let answer: unknown = ResolveError.EAI_NONAME;
  const { call } = await withSocket({ resolve: () => answer }, ['molt_socket_resolve_host']);
  const resolve = () => call('molt_socket_resolve_host', 0, 0, 0, 0, 0, 0, 0, 0, 512, 256, 1024);
  expect(resolve()).toBe(-1002);
  const { Errno } = await molt('wasi');
  answer = Errno.ENOENT;
  expect(Number(resolve())).toBeLessThan(-1000);
});

test('D08 what getaddrinfo shares between its two numberings is said in the schema', () => {
  const raw = compileMolt('1.5.0')
    .abi.interfaces.flatMap((i) => i.functions)
    .find((f) => f.id === 'socket.getaddrinfo');
  expect(raw?.result?.errors.map((d) => d.id)).toEqual(['errno.errno', 'socket.eai']);
  expect(raw?.deprecated?.replacement).toBe('socket.resolve');
});

test.each(['browser', 'edge', 'wasi'])(
  'D09 what a host on %s does not have answers the unsupported case of its domain, or its absent value',
  async (target) => {
    const { lowered } = compileMolt('1.5.0');
    const hosted = lowered.interfaces.flatMap((i) => i.functions).filter((f) => f.func.answeredBy.kind === 'host');
    const streams = new Set(
      hosted.flatMap((f) => (f.func.params.some((p) => ['stream', 'cancel-token'].includes(p.type.kind)) ? [f.func.id] : [])),
    );
    const asked = hosted.filter((f) => !streams.has(f.func.id));
    const entry = await molt(target);
    const grants = compileMolt('1.5.0')
      .abi.capabilities.filter((c) => c.targets.includes(target))
      .map((c) => c.name);
    for (const { func, signature } of asked) {
      const { imports } = entry.createImports({}, { grants });
      const call = imports[func.module]?.[func.field] as (...values: unknown[]) => unknown;
      const values = signature.params.map((type) => (type === 'i64' ? 0n : 0));
      const lacking = func.lacking[target] ?? func.missing;
      if (lacking.kind === 'trap') expect(() => call(...values), func.id).toThrow(entry.AbiTrap);
      else {
        const code =
          lacking.kind === 'value' ? lacking.value : func.result?.encoding === 'status' ? lacking.case.value : -lacking.case.value;
        expect(BigInt(call(...values) as number | bigint), func.id).toBe(code);
        if (lacking.kind === 'error') expect(code, func.id).not.toBe(0n);
      }
    }
    expect(asked.length).toBeGreaterThan(70);
  },
);

test('D14 a null or wild out-pointer is EFAULT in every call that has one, before the host is asked', async () => {
  let asked = 0;
  const websocket = { connect: () => ({ asked: ++asked }) };
  const time = { tzname: () => `zone ${++asked}` };
  const imports = ['molt_ws_connect_host', 'molt_time_tzname_host'];
  const { call, put } = await start({ hosts: { websocket, time }, grants: ['net', 'time'], imports });
  const length = BigInt(put(0, 'wss://example.org'));
  expect(call('molt_ws_connect_host', 0, length, 4 * 65536 - 4)).toBe(minus.EFAULT);
  expect(call('molt_time_tzname_host', 0, 64, 16, 4 * 65536)).toBe(minus.EFAULT);
  expect(call('molt_time_tzname_host', 0, 4 * 65536, 16, 0)).toBe(minus.EFAULT);
  expect(asked).toBe(0);
});

test('D16 bytes that are no address are EINVAL on every host; a family that the socket lacks is for the host to name', async () => {
  const { Errno } = await molt('wasi');
  const { call, socket, put } = await withSocket({ bind: () => Errno.EAFNOSUPPORT }, [
    'molt_socket_bind_host',
    'molt_socket_socketpair_host',
  ]);
  put(0, Uint8Array.of(99, 0, 1, 2, 3, 4, 5, 6));
  expect(call('molt_socket_bind_host', socket, 0, 8)).toBe(minus.EINVAL);
  put(0, Uint8Array.of(2, 0, 80, 0, 127, 0, 0, 1));
  expect(call('molt_socket_bind_host', socket, 0, 7)).toBe(minus.EINVAL);
  expect(call('molt_socket_bind_host', socket, 0, 8)).toBe(minus.EAFNOSUPPORT);
  // A host without socketpair is like any host without a call.
  expect(call('molt_socket_socketpair_host', 2, 1, 0, 0, 8)).toBe(minus.ENOSYS);
});

test('D17 error numbers and constants are fixed by the schema: the same package answers them on every machine', async () => {
  const entry = (await molt('wasi')) as unknown as Record<string, Record<string, number>> & { Errno: Record<string, { code: number }> };
  const code = (name: string) => entry.Errno[name]?.code;
  expect([code('EAGAIN'), code('ENOTSOCK'), code('ECONNREFUSED')]).toEqual([11, 88, 111]);
  expect([entry.AddressFamily?.AF_INET6, entry.OptionName?.SO_REUSEADDR, entry.SocketType?.SOCK_DGRAM]).toEqual([10, 2, 2]);
});

test('D19 no database is the status 7 and nothing else, and no stream comes of it', async () => {
  const lacking = compileMolt('1.5.0')
    .abi.interfaces.flatMap((i) => i.functions)
    .filter((f) => f.interfaceName === 'db' && f.name !== 'host-poll');
  expect(lacking.map((f) => [f.missing.kind === 'error' && f.missing.case.name, f.result?.encoding])).toEqual(
    lacking.map(() => ['UNAVAILABLE', 'status']),
  );
  for (const target of ['browser', 'edge', 'wasi']) {
    const { imports } = (await molt(target)).createImports({}, { grants: ['db.read', 'db.write'] });
    const env = imports.env as Record<string, (...values: bigint[]) => unknown>;
    expect([env.molt_db_query_host?.(0n, 0n, 0n, 0n), env.molt_db_exec_host?.(0n, 0n, 0n, 0n)], target).toEqual([7, 7]);
  }
});

test('D25 WASI calls answer the numbers of WASI: 52 without a host, 76 without a grant, never 38 or 0', async () => {
  const module = await assemble(`(module ${importing(['poll_oneoff', 'random_get', 'fd_write'])} (memory (export "molt_memory") 1))`);
  const entry = await molt('edge');
  const answers = async (wasi: object | undefined, grants: readonly string[]) => {
    const { exports } = await entry.instantiate(await WebAssembly.compile(module), entry.createImports({ wasi }, { grants }));
    const call = (name: string, ...values: number[]) => (exports[name] as (...values: number[]) => number)(...values);
    return [call('poll_oneoff', 0, 64, 1, 128), call('random_get', 0, 16), call('fd_write', 1, 0, 0, 64)];
  };
  const host = { environGet: () => undefined, environSizesGet: () => ({}) };
  expect(await answers(undefined, [])).toEqual([52, 52, 52]);
  expect(await answers(host, [])).toEqual([76, 76, 52]);
  expect(await answers(host, ['rand.bytes', 'time'])).toEqual([52, 52, 52]);
});

test('D30 an option longer than the buffer is ENOMEM with the needed length, and not a byte of it is written', async () => {
  const { call, socket, memory, view } = await withSocket({ getsockopt: () => Uint8Array.of(1, 2, 3, 4) }, ['molt_socket_getsockopt_host']);
  expect(call('molt_socket_getsockopt_host', socket, 1, 4, 0, 2, 64)).toBe(minus.ENOMEM);
  expect([...memory.subarray(0, 4), view.getUint32(64, true)]).toEqual([0, 0, 0, 0, 4]);
  expect(call('molt_socket_getsockopt_host', socket, 1, 4, 0, 4, 64)).toBe(0);
  expect([...memory.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
});

test('D31 poll answers declared bits or an error about the handle, nothing in between', async () => {
  let answer: unknown = 7;
  const hosts = { websocket: { connect: () => ({}), poll: () => answer } };
  const { call, put, view } = await start({ hosts, grants: ['net'], imports: ['molt_ws_connect_host', 'molt_ws_poll_host'] });
  expect(call('molt_ws_connect_host', 0, BigInt(put(0, 'wss://example.org')), 512)).toBe(0);
  const websocket = view.getBigInt64(512, true);
  expect(call('molt_ws_poll_host', websocket, 1)).toBe(7);
  answer = 64;
  expect(call('molt_ws_poll_host', websocket, 1)).toBe(-5);
  expect(call('molt_ws_poll_host', websocket, 64)).toBe(minus.EINVAL);
  expect(call('molt_ws_poll_host', websocket + 1n, 1)).toBe(minus.EBADF);
});
