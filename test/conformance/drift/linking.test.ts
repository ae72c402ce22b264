import { expect, test } from 'vitest';
import { assemble, type LinkOptions } from '../../e2e/support.js';
import { codecs, exporting, importing, molt, start } from '../guest.js';
import { compileMolt, coreImports, referenceExports } from '../molt.js';

const { abi, lowered } = compileMolt('1.5.0');

/** The entry that reads modules. */
interface Reader {
  readBytes(bytes: Uint8Array): { readonly limits: LinkOptions };
}
const targets = ['browser', 'edge', 'wasi'];
const functions = abi.interfaces.flatMap((i) => i.functions);
const text = (type: readonly string[] | undefined) => (type ?? []).join(',');

test.each(targets)('D10 a module that imports every function of the ABI links on %s', async (target) => {
  const names = coreImports(abi, lowered)
    .filter((i) => i.kind === 'func')
    .map((i) => i.name);
  const needed = new Set([...referenceExports.filter((e) => e.kind === 'func').map((e) => e.name)]);
  // Those that have the name of an import are the answers to it, which is what a runtime module is for.
  const peers = Object.fromEntries([...needed].map((name) => [name, () => 0n]));
  const { instantiate, createImports } = await molt(target);
  const bytes = await assemble(`(module ${importing(names)} (memory (export "molt_memory") 1))`);
  const instance = await instantiate(await WebAssembly.compile(bytes), createImports({}, { codecs }), {
    peers: peers as unknown as WebAssembly.Exports,
  });
  for (const name of names) expect(typeof instance.exports[name], name).toBe('function');
});

test('D10 an import that no guest of the ABI has is told by name, and so is the module that misses its answer', async () => {
  const entry = await molt('edge');
  const dead = await assemble('(module (import "env" "molt_vfs_read" (func)))');
  expect(entry.preflight(await WebAssembly.compile(dead))).toMatchObject([{ kind: 'unlisted', import: 'env.molt_vfs_read' }]);
  await expect(entry.instantiate(await WebAssembly.compile(dead), entry.createImports())).rejects.toThrow('env.molt_vfs_read');
});

test('D22 the memory has the limits that the guest asks for, and a wrong limit is told by name', async () => {
  const bytes = await assemble('(module (import "env" "memory" (memory 100 200)) (export "molt_memory" (memory 0)))');
  const entry = await molt('browser');
  const instance = await entry.instantiate(await WebAssembly.compile(bytes), entry.createImports(), {
    memory: { initial: 100, maximum: 200 },
  });
  const memory = instance.exports.molt_memory as WebAssembly.Memory;
  expect(memory.grow(100)).toBe(100);
  expect(() => memory.grow(1)).toThrow(RangeError);
  await expect(entry.instantiate(await WebAssembly.compile(bytes), entry.createImports())).rejects.toThrow(/memory.*option `memory`/s);
  const [schema] = abi.interfaces.flatMap((i) => i.memories);
  expect([schema?.limits, schema?.doc]).toEqual([
    { min: 64, max: undefined },
    expect.stringContaining('the largest minimum and the smallest maximum'),
  ]);
});

test('D22 the limits that fit are read out of the binary, and limits that cannot fit are told before it runs', async () => {
  const { readBytes } = (await molt('bytes')) as unknown as Reader;
  const guestOf = async (limits: string) =>
    assemble(`(module (import "env" "memory" (memory ${limits})) (export "molt_memory" (memory 0)))`);
  const entry = await molt('wasi');
  const bytes = await guestOf('100 200');
  const { limits } = readBytes(bytes);
  const instance = await entry.instantiate(bytes, entry.createImports(), limits);
  expect((instance.exports.molt_memory as WebAssembly.Memory).buffer.byteLength).toBe(100 * 65536);
  expect(entry.preflight(readBytes(bytes), limits)).toEqual([]);
  const told = entry.preflight(readBytes(await guestOf('1 63')));
  expect(told.map((d) => d.message).join()).toMatch(/env\.memory.*64/);
});

test('D23 nothing runs before the guest is attached, and the order of the start-up calls is in the schema', async () => {
  const starts = `(module ${importing(['molt_time_tzname_host'])} (memory (export "molt_memory") 1)
    (func $go (drop (call $molt_time_tzname_host (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))) (start $go))`;
  const entry = await molt('browser');
  const bindings = () => entry.createImports({ time: { tzname: () => 'UTC' } }, { grants: ['time.zone'] });
  await expect(entry.instantiate(await assemble(starts), bindings())).rejects.toThrow('before its memory was attached');
  const when = new Map(abi.interfaces.flatMap((i) => i.exports).map((e) => [e.field, e.when]));
  expect(when.get('molt_isolate_bootstrap')).toMatch(/once, after host-init and before main/);
  expect(when.get('molt_main')).toMatch(/once, after isolate-bootstrap/);
});

test.each(targets)('D24 without grants a host on %s is never asked', async (target) => {
  const asked: string[] = [];
  const host = new Proxy({}, { get: (_host, name) => () => asked.push(String(name)), has: () => true });
  const entry = await molt(target);
  const hosted = lowered.interfaces.flatMap((i) =>
    i.functions.filter((f) => f.func.authority.kind !== 'none' && f.func.answeredBy.kind === 'host'),
  );
  const keys = [...new Set(hosted.filter((f) => f.func.targets.includes(target)).map((f) => f.func.interfaceName))];
  for (const { func, signature } of hosted) {
    const { imports } = entry.createImports(Object.fromEntries(keys.map((key) => [key, host])), { codecs });
    const call = imports[func.module]?.[func.field] as (...values: unknown[]) => unknown;
    const answer = () => call(...signature.params.map((type) => (type === 'i64' ? 0n : 0)));
    const expected = func.targets.includes(target) ? func.denied : (func.lacking[target] ?? func.missing);
    if (expected.kind === 'trap') expect(answer, func.id).toThrow(entry.AbiTrap);
    else
      expect(Math.abs(Number(answer())), func.id).toBe(Math.abs(Number(expected.kind === 'value' ? expected.value : expected.case.value)));
  }
  expect(asked).toEqual([]);
  expect(hosted.length).toBeGreaterThan(30);
});

test('D28 there is one vocabulary: other names of public documents are aliases or unknown, never ignored', async () => {
  const names = abi.capabilities.map((c) => c.name);
  const used = new Set(functions.flatMap((f) => (f.authority.kind === 'none' ? [] : f.authority.names)));
  for (const name of used) expect(names, name).toContain(name);
  const { createImports } = await molt('wasi');
  const time = { timezone: () => 7n };
  for (const grants of [['time'], ['time.zone'], ['time.*']]) {
    const env = createImports({ time }, { grants }).imports.env as Record<string, () => unknown>;
    expect(env.molt_time_timezone_host?.(), String(grants)).toBe(7n);
  }
  expect(() => createImports({}, { grants: ['websocket.connect', 'random', 'time.now', 'time.read'] })).not.toThrow();
  for (const grants of [['websocket.listen'], ['http.fetch'], ['toString']])
    expect(() => createImports({}, { grants })).toThrow('there is no capability');
});

test('D33 an indirect call is forwarded unchanged to the guest export of its name, on every target alike', async () => {
  const body = '(i64.add (local.get 0) (i64.mul (i64.const 100) (local.get 1)))';
  for (const target of targets) {
    const names = ['molt_call_indirect1', 'molt_isolate_import'];
    // The guest exports the answers; its own imports stand under other names.
    const prelude = names.map((n) => importing([n]).replace(`(export "${n}"`, `(export "ask_${n}"`)).join('\n');
    const wat = `${exporting('molt_call_indirect1', body)} ${exporting('molt_isolate_import', '(i64.add (local.get 0) (i64.const 1))')}`;
    const guest = await start({ target, imports: [], prelude, wat });
    expect(guest.call('ask_molt_call_indirect1', 33n, 5n)).toBe(533n);
    expect(guest.call('ask_molt_call_indirect1', -1n, 0n)).toBe(-1n);
    expect(guest.call('ask_molt_isolate_import', 41n)).toBe(42n);
  }
  const types = new Map(lowered.interfaces.flatMap((i) => i.exports).map((e) => [e.export.id, e.signature]));
  for (const { func, signature } of lowered.interfaces.flatMap((i) => i.functions))
    if (func.answeredBy.kind === 'export') {
      const answer = types.get(func.answeredBy.exportId);
      expect([text(answer?.params), text(answer?.results)], func.id).toEqual([text(signature.params), text(signature.results)]);
    }
});
