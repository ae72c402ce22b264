import { expect, test } from 'vitest';
import { minus, molt, start } from '../guest.js';
import { compileMolt } from '../molt.js';

const { abi } = compileMolt('1.5.0');
const functionOf = (id: string) => abi.interfaces.flatMap((i) => i.functions).find((f) => f.id === id);

test('D04 a 64-bit timeout reaches the host as a bigint, exact and typed as one', async () => {
  const seen: unknown[] = [];
  const { Errno } = await molt('wasi');
  const wait = (_socket: object, _events: number, timeout: bigint) => {
    seen.push(timeout);
    return timeout === 0n ? Errno.ETIMEDOUT : undefined;
  };
  const socket = { new: () => ({}), wait };
  const guest = await start({ hosts: { socket }, grants: ['net'], imports: ['molt_socket_new_host', 'molt_socket_wait_host'] });
  const handle = guest.call('molt_socket_new_host', 2, 1, 0, -1n);
  expect(guest.call('molt_socket_wait_host', handle, 1, 250n)).toBe(0);
  expect(guest.call('molt_socket_wait_host', handle, 1, -(2n ** 63n))).toBe(0);
  expect(guest.call('molt_socket_wait_host', handle, 1, 0n)).toBe(-110);
  expect(seen).toEqual([250n, -(2n ** 63n), 0n]);
  expect(guest.failures).toEqual([]);
});

test('D11 every mode reaches the host: merged and numbered ones as such, and one that is not declared is EINVAL', async () => {
  const modes: unknown[][] = [];
  const spawn = (...given: unknown[]) => {
    modes.push(given.slice(3));
    return {};
  };
  const guest = await start({ hosts: { process: { spawn } }, grants: ['process.exec'], imports: ['molt_process_spawn_host'] });
  const run = (...stdio: number[]) => guest.call('molt_process_spawn_host', 0, 4, 0, 0, 0, 0, ...stdio, 512);
  expect(run(1, 2 ** 30 + 5, -2)).toBe(0);
  expect(modes).toEqual([[1, 2 ** 30 + 5, -2]]);
  expect(run(3, 0, 0)).toBe(minus.EINVAL);
  expect(run(0, -2, 0)).toBe(minus.EINVAL);
  expect(guest.call('molt_process_spawn_host', 0, 4, 0, 0, 0, 0, 0, 0, 0, -8)).toBe(minus.EFAULT);
  expect(modes).toHaveLength(1);
});

test('D11 an absent environment is not an empty one', async () => {
  const environments: unknown[] = [];
  const spawn = (_args: unknown, env: unknown) => {
    environments.push(env);
    return {};
  };
  const guest = await start({ hosts: { process: { spawn } }, grants: ['process.exec'], imports: ['molt_process_spawn_host'] });
  guest.put(64, Uint8Array.of(1, 0, 0, 0, 0));
  guest.call('molt_process_spawn_host', 0, 4, 0, 0, 0, 0, 0, 0, 0, 512);
  guest.call('molt_process_spawn_host', 0, 4, 64, 5, 0, 0, 0, 0, 0, 512);
  expect(environments).toEqual([null, { mode: 1, variables: [] }]);
});

test('D21 a host that does not know answers the absent value: the types have a word for it, and so has every target without the call', async () => {
  const least = -(2n ** 63n);
  expect(functionOf('time.timezone')?.lacking.edge).toEqual({ kind: 'value', value: least });
  expect(functionOf('os.getpid')?.lacking).toEqual({ browser: { kind: 'value', value: -1n }, edge: { kind: 'value', value: -1n } });
  expect(functionOf('socket.has-ipv6')?.lacking).toMatchObject({ browser: { value: 0n }, edge: { value: 0n } });
  const { imports } = (await molt('edge')).createImports();
  const env = imports.env as Record<string, (...values: unknown[]) => unknown>;
  expect([env.molt_time_timezone_host?.(), env.molt_time_local_offset_host?.(0n), env.molt_getpid_host?.()]).toEqual([least, least, -1n]);
  expect(env.molt_time_tzname_host?.(0, 0, 16, 0)).toBe(minus.ENOSYS);

  let known: bigint | null = null;
  const time = { timezone: () => known, localOffset: () => known };
  const guest = await start({ hosts: { time }, grants: ['time.zone'], imports: ['molt_time_timezone_host'] });
  expect(guest.call('molt_time_timezone_host')).toBe(least);
  known = 0n;
  expect(guest.call('molt_time_timezone_host')).toBe(0n);
});

test.each(['imports', 'exports'])('D29 calls that need memory find it in a guest that %s it', async (way) => {
  const hosts = { time: { tzname: () => 'CET' } };
  const imported = way === 'imports';
  const guest = await start({
    target: 'browser',
    hosts,
    grants: ['time.zone'],
    imports: ['molt_time_tzname_host'],
    ...(imported ? { pages: 'imported' as const } : {}),
  });
  expect(guest.call('molt_time_tzname_host', 0, 0, 16, 32)).toBe(0);
  expect([...guest.memory.subarray(0, 3), guest.view.getUint32(32, true)]).toEqual([...Buffer.from('CET'), 3]);
});

test('D34 the descriptor of a detached socket can be closed wherever it can be made', async () => {
  expect(functionOf('os.close')?.targets).toEqual(functionOf('socket.detach')?.targets);
  const { Errno } = await molt('wasi');
  const detached = new Set<bigint>();
  const hosts = {
    socket: { new: () => ({}), detach: () => [...detached.add(BigInt(40 + detached.size))].at(-1), close: () => undefined },
    os: { close: (fd: bigint) => (detached.delete(fd) ? undefined : Errno.EBADF) },
  };
  const imports = ['molt_socket_new_host', 'molt_socket_detach_host', 'molt_socket_close_host', 'molt_os_close_host'];
  for (const target of ['wasi', 'browser']) {
    const guest = await start({ target, hosts, grants: ['net'], imports });
    const socket = guest.call('molt_socket_new_host', 2, 1, 0, -1n);
    expect(guest.call('molt_socket_detach_host', socket)).toBe(40n);
    expect(guest.call('molt_socket_close_host', socket)).toBe(minus.EBADF);
    expect(guest.call('molt_os_close_host', 40n)).toBe(0);
    expect(guest.call('molt_os_close_host', 40n)).toBe(minus.EBADF);
  }
});
