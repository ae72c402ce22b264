import { encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { baseType } from '../../../generator/ir/abi.js';
import { assemble } from '../../e2e/support.js';
import { codecs, importing, molt, start, streamExports } from '../guest.js';
import { compileMolt } from '../molt.js';

interface Stream {
  send(bytes: Uint8Array): void;
  close(): void;
}
interface Token {
  isCancelled(): boolean;
}

const db = ['molt_db_query_host', 'molt_db_host_poll'];
const request = encode({ db_alias: 'main', sql: 'SELECT 1' });

/** A database that keeps what it was asked and what it was given. */
function database() {
  const asked: { request: unknown; reply: Stream; token: Token | null }[] = [];
  return {
    asked,
    host: {
      query: (request: unknown, reply: Stream, token: Token | null) => void asked.push({ request, reply, token }),
      exec: () => undefined,
      hostPoll: () => undefined,
    },
  };
}

const query = async (host: object, bytes: Uint8Array = request) => {
  const guest = await start({ hosts: { db: host }, grants: ['db.read'], imports: db, wat: streamExports });
  const length = guest.put(0, bytes);
  return { guest, ask: (token = 0n) => guest.call('molt_db_query_host', 0n, BigInt(length), 1024n, token) };
};

test('D01 a reply reaches the guest through molt_stream_send (i64, i32, i64), also beyond the frames of one poll', async () => {
  const { asked, host } = database();
  const { guest, ask } = await query(host);
  expect(ask()).toBe(0);
  expect(guest.view.getBigUint64(1024, true)).toBe(77n);
  asked[0]?.reply.send(Uint8Array.of(1, 2, 3));
  expect((guest.exports.frames as WebAssembly.Global).value).toBe(0);
  expect(guest.call('molt_db_host_poll')).toBe(0);
  expect([...guest.memory.subarray(4096, 4103)]).toEqual([3, 0, 0, 0, 1, 2, 3]);
  asked[0]?.reply.close();
  guest.call('molt_db_host_poll');
  expect((guest.exports.closed as WebAssembly.Global).value).toBe(1);
  expect(guest.failures).toEqual([]);
});

test('D02 molt_handle_resolve answers an i32, and a failing guest export is not swallowed', async () => {
  const resolve = compileMolt('1.5.0')
    .lowered.interfaces.flatMap((i) => i.exports)
    .find((e) => e.export.field === 'molt_handle_resolve');
  expect(resolve?.signature).toEqual({ params: ['i64'], results: ['i32'] });
  const wat =
    '(func (export "molt_handle_resolve") (param i64) (result i32) (i32.const 64)) (func (export "molt_header_size") (result i64) unreachable)';
  const guest = await start({ imports: [], wat });
  expect(guest.guest.molt_handle_resolve?.(5n)).toBe(64);
  expect(() => guest.guest.molt_header_size?.()).toThrow(WebAssembly.RuntimeError);
});

test('D20 a request is decoded and checked: bare SQL never reaches the host', async () => {
  const { asked, host } = database();
  const { ask } = await query(host);
  ask();
  expect(asked[0]?.request).toMatchObject({ db_alias: 'main', sql: 'SELECT 1' });
  const bare = await query(host, new TextEncoder().encode('SELECT 1'));
  expect(bare.ask()).toBe(1);
  expect(asked).toHaveLength(1);
  expect(bare.guest.view.getBigUint64(1024, true)).toBe(0n);
});

test('D26 exports are called with the core types of the guest, whatever kind of number the host has', async () => {
  const wat = '(func (export "molt_string_as_ptr") (param i64 i32) (result i32) (i32.add (i32.wrap_i64 (local.get 0)) (local.get 1)))';
  const guest = await start({ imports: [], wat });
  expect(guest.guest.molt_string_as_ptr?.(3n, 4)).toBe(7);
  expect(guest.guest.molt_string_as_ptr?.(3, 4n)).toBe(7);
});

test('D32 what a host keeps of a request is its own: the guest cannot change it afterwards', async () => {
  const { asked, host } = database();
  const { guest, ask } = await query(
    host,
    encode({ db_alias: 'main', sql: 'SELECT ?', params: { mode: 'positional', values: [Uint8Array.of(7, 7)] } }),
  );
  ask();
  const before = JSON.stringify(asked[0]?.request);
  guest.memory.fill(0xff, 0, 1024);
  guest.memory.subarray(0, 1).fill(0);
  expect(JSON.stringify(asked[0]?.request)).toBe(before);
});

test('D32 only calls that finish at once lend memory: a host method that answers a promise is refused', async () => {
  const { ask, guest } = await query({ ...database().host, query: async () => undefined });
  expect(ask()).toBe(7);
  expect(String(guest.failures[0])).toContain('a promise from a method that must answer at once');
});

test('D35 a module that imports a call which needs guest exports does not link without them', async () => {
  const bytes = await assemble(`(module ${importing(db)} (memory (export "molt_memory") 1))`);
  const entry = await molt('wasi');
  const needed = [
    'molt_stream_new',
    'molt_stream_send',
    'molt_stream_close',
    'molt_scratch_alloc',
    'molt_scratch_free',
    'molt_cancel_token_is_cancelled',
  ];
  const told = entry.preflight(await WebAssembly.compile(bytes)).map((d) => d.message);
  for (const name of needed)
    expect(
      told.some((message) => message.includes(`needs the guest export ${name},`)),
      name,
    ).toBe(true);
  await expect(entry.instantiate(bytes, entry.createImports({}, { codecs }))).rejects.toThrow('molt_stream_send');
});

test('D35 an export whose bytes say another type than hosts call it by is told before it runs', async () => {
  const { readBytes } = (await molt('bytes')) as unknown as { readBytes(bytes: Uint8Array): object };
  const told = async (exported: string): Promise<string> => {
    const bytes = await assemble(`(module ${importing(db)} (memory (export "molt_memory") 1) ${exported})`);
    return (await molt('wasi'))
      .preflight(readBytes(bytes))
      .map((d) => d.message)
      .join('\n');
  };
  expect(await told(streamExports)).toBe('');
  const wide = streamExports.replace('"molt_stream_send") (param i64 i32 i64)', '"molt_stream_send") (param i64 i64 i64)');
  expect(await told(wide.replace(/\(i32\.store.*?\(i64\.const 0\)\)/s, '(i64.const 0))'))).toMatch(/molt_stream_send.*i64 i64 i64/);
});

test('D35 every export that a stream, a token or a forwarded import names is in the schema, with its type', () => {
  const { abi } = compileMolt('1.5.0');
  const ids = new Set(abi.interfaces.flatMap((i) => i.exports).map((e) => e.id));
  const named = abi.interfaces
    .flatMap((i) => i.types)
    .map(baseType)
    .flatMap((t) =>
      t.kind === 'stream'
        ? [t.newExport, t.sendExport, t.closeExport, t.allocateExport, t.freeExport]
        : t.kind === 'cancel-token'
          ? [t.pollExport]
          : [],
    );
  const forwarded = abi.interfaces
    .flatMap((i) => i.functions)
    .flatMap((f) => (f.answeredBy.kind === 'export' ? [f.answeredBy.exportId] : []));
  expect(new Set([...named, ...forwarded]).size).toBeGreaterThan(20);
  for (const id of [...named, ...forwarded, 'guest.process-host-notify']) expect(ids.has(id), id).toBe(true);
});

test('D12 a stream of an output that is no pipe is not made, and a bad address is told before the host is asked', async () => {
  const calls: string[] = [];
  const { Errno } = await molt('wasi');
  const process = {
    spawn: () => ({}),
    stdio: () => {
      calls.push('stdio');
      return Errno.EINVAL;
    },
  };
  const guest = await start({
    hosts: { process },
    grants: ['process.exec'],
    imports: ['molt_process_spawn_host', 'molt_process_stdio_host'],
    wat: streamExports,
  });
  guest.view.setUint32(0, 0, true);
  expect(guest.call('molt_process_spawn_host', 0, 4, 0, 0, 0, 0, 0, 0, 0, 512)).toBe(0);
  const child = guest.view.getBigInt64(512, true);
  expect(guest.call('molt_process_stdio_host', child, 1, 768)).toBe(-22);
  expect(guest.view.getBigUint64(768, true)).toBe(0n);
  expect(guest.call('molt_process_stdio_host', child, 1, -4)).toBe(-14);
  expect(calls).toEqual(['stdio']);
});
