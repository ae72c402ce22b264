import { describe, expect, test } from 'vitest';
import { allHosts, codecs, everything, modules, start } from './hosts/run.js';
import { assemble, type Entry, guestBytes, type LinkOptions, packageOf } from './support.js';

const entryOf = await packageOf('test/corpus/everything');
const wasi = await entryOf('wasi');
const browser = await entryOf('browser');

const ready = '(func (export "demo_ready") (param i32) (result i64) (i64.const 0))';
/** A guest with some fields, and the export that every guest must have. */
const guest = (fields: string): Promise<Uint8Array<ArrayBuffer>> => assemble(`(module ${fields} ${ready})`);

const link = (entry: Entry, bytes: Uint8Array<ArrayBuffer>, options?: LinkOptions, more: object = {}) =>
  entry.instantiate(bytes, entry.createImports(allHosts(entry, []), { codecs, modules, ...more }), options);

describe('an imported memory', () => {
  const wants = (limits: string): Promise<Uint8Array<ArrayBuffer>> =>
    guest(`(import "env" "memory" (memory ${limits})) (func (export "pages") (result i32) (memory.size))`);
  const pages = ({ exports }: WebAssembly.Instance): number => (exports.pages as () => number)();

  test('is made with the limits of the ABI', async () => {
    expect(pages(await link(wasi, await wants('1 16')))).toBe(1);
  });

  test.each([{ initial: 2, maximum: 1 }, { initial: -1 }, { initial: 1, maximum: 65_537 }])(
    'of which no engine makes one, %j, is an AbiLinkError with its cause',
    async (memory) => {
      const failed = await link(wasi, await wants('1 16'), { memory }).catch((cause: unknown) => cause);
      expect(failed).toBeInstanceOf(wasi.AbiLinkError);
      expect(failed).toHaveProperty('cause.message', expect.stringContaining('Memory'));
    },
  );

  test('is made with the limits that the host gives', async () => {
    expect(pages(await link(wasi, await wants('3 4'), { memory: { initial: 3, maximum: 4 } }))).toBe(3);
    expect(pages(await link(wasi, await wants('3'), { memory: { initial: 5 } }))).toBe(5);
  });

  test.each([
    ['3 16', undefined],
    ['1 4', undefined],
    ['3 4', { initial: 3, maximum: 16 }],
  ])('that does not fit %s is an AbiLinkError with advice', async (limits, memory) => {
    const linked = link(wasi, await wants(limits), memory && { memory });
    await expect(linked).rejects.toBeInstanceOf(wasi.AbiLinkError);
    await expect(linked).rejects.toThrow('Give the limits that the guest declares in the option `memory`.');
  });

  test('that is shared needs a target with threads, and a host that asks for them', async () => {
    const shared = await wants('1 4 shared');
    const memory = { initial: 1, maximum: 4, shared: true };
    await expect(link(browser, shared, { memory })).rejects.toThrow('the memory is shared, and this target has no threads');
    await expect(link(wasi, shared, { memory })).rejects.toThrow('set the option `threads`');
    expect(pages(await link(wasi, shared, { memory }, { threads: true }))).toBe(1);
  });
});

describe('the limits that bytes tell', () => {
  test('make a memory and a table that the engine links, wherever preflight finds room', async () => {
    const { readBytes } = (await entryOf('bytes')) as unknown as {
      readBytes(bytes: Uint8Array): Parameters<Entry['preflight']>[0] & { limits: LinkOptions };
    };
    let linked = 0;
    for (const memory of ['1 16', '3 4', '0', '3', '2 100', '16 16', '17', '0 0'])
      for (const table of ['0', '1 1', '4', '7 9', '0 0']) {
        const bytes = await guest(
          `(import "env" "memory" (memory ${memory})) (import "env" "__indirect_function_table" (table ${table} funcref))`,
        );
        const read = readBytes(bytes);
        if (wasi.preflight(read).length > 0) {
          await expect(link(wasi, bytes), `${memory}, ${table}`).rejects.toBeInstanceOf(wasi.AbiLinkError);
          continue;
        }
        linked++;
        await expect(link(wasi, bytes, read.limits), `${memory}, ${table}`).resolves.toBeInstanceOf(WebAssembly.Instance);
      }
    expect(linked).toBe(6 * 4);
  });
});

describe('an imported table', () => {
  test('that is too small is an AbiLinkError with advice', async () => {
    const wants = await guest('(import "env" "__indirect_function_table" (table 4 funcref))');
    await expect(link(wasi, wants)).rejects.toThrow('Give the limits that the guest declares in the option `functionTable`.');
    await link(wasi, wants, { functionTable: { initial: 4 } });
  });
});

describe('preflight', () => {
  const kinds = (entry: Entry, bytes: Uint8Array<ArrayBuffer>, options?: LinkOptions): string[] =>
    entry.preflight(new WebAssembly.Module(bytes), options).map((d) => `${d.kind}: ${d.message}`);

  test.each(everything)('finds nothing wrong with %s where all is there', (name) => {
    expect(kinds(wasi, guestBytes(name))).toEqual([]);
  });

  test('names an import that the ABI does not have', async () => {
    const wrong = await guest('(import "env" "demo_sya" (func)) (import "wasi_snapshot_preview1" "fd_fdstat_get" (func))');
    const [first, second] = kinds(wasi, wrong);
    expect(first).toMatch(/^unlisted: env\.demo_sya: demo 1\.0\.0 has no such import/);
    expect(second).toMatch(/^unlisted: wasi_snapshot_preview1\.fd_fdstat_get: /);
    await expect(link(wasi, wrong)).rejects.toThrow('env.demo_sya: demo 1.0.0 has no such import');
  });

  test('names an import of another kind', async () => {
    const wrong = await guest('(import "env" "demo_say" (global i32))');
    expect(kinds(wasi, wrong)).toEqual(['wrong-kind: env.demo_say: is a global; the ABI has a func there']);
    await expect(link(wasi, wrong)).rejects.toBeInstanceOf(wasi.AbiLinkError);
  });

  test('names what the target does not have; the guest links, and its calls answer the error', async () => {
    const elsewhere = await guest('(import "env" "demo_elsewhere" (func $f (result i32))) (export "f" (func $f))');
    expect(kinds(wasi, elsewhere)).toEqual([]);
    expect(kinds(browser, elsewhere)).toEqual([
      'not-on-target: env.demo_elsewhere: is not on the target browser, only on wasi; calls answer its error',
    ]);
    const { exports } = await link(browser, elsewhere);
    expect((exports.f as () => number)()).toBe(-1);
  });

  test('names an export that the ABI needs, of the guest itself or of its peers', async () => {
    const bare = await assemble('(module)');
    expect(kinds(wasi, bare)).toEqual(['missing-export: demo_ready: the guest must export this func']);
    await expect(link(wasi, bare)).rejects.toThrow('demo_ready: the guest must export this func');
    const streams = await guest('(import "env" "demo_start" (func (param i32 i64 i32) (result i32)))');
    const missing = [
      'demo_stream_new',
      'demo_stream_send',
      'demo_stream_close',
      'demo_scratch_alloc',
      'demo_scratch_free',
      'demo_cancelled',
    ];
    expect(
      kinds(wasi, streams)
        .map((line) => line.match(/needs the guest export (\w+)/)?.[1])
        .sort(),
    ).toEqual([...missing].sort());
    const { instance } = await start(wasi, 'everything-c');
    expect(kinds(wasi, streams, { peers: instance.exports })).toEqual([]);
  });

  test('asks for no exports of streams where a guest only pumps: nothing that it imports opens one', async () => {
    const pumps = await guest('(import "env" "demo_pump" (func $f (result i32))) (export "f" (func $f))');
    expect(kinds(wasi, pumps)).toEqual([]);
    const { exports } = await link(wasi, pumps);
    expect((exports.f as () => number)()).toBe(0);
  });

  test('names a module that was not given', async () => {
    const open = await guest('(import "runtime" "anything" (func $f (result i32))) (export "f" (func $f))');
    expect(kinds(wasi, open)).toEqual([
      'missing-module: runtime.anything: is answered by the module runtime: pass its exports in the option `modules`',
    ]);
    const { exports } = await link(wasi, open, { modules: { runtime: { anything: () => 42 } } });
    expect((exports.f as () => number)()).toBe(42);
  });
});

describe('a guest that another one instantiates', () => {
  const says =
    '(import "env" "demo_say" (func $say (param i32 i32))) (memory (export "memory") 1) (func (export "go") (call $say (i32.const 0) (i32.const 2)))';

  test('serves as soon as it is attached, and not before', async () => {
    const calls: unknown[][] = [];
    const module = await WebAssembly.compile(await guest(`${says} (data (i32.const 0) "ok")`));
    const early = wasi.createImports(allHosts(wasi, calls), { codecs });
    const first = await WebAssembly.instantiate(module, early.imports);
    expect(first.exports.go).toThrow(wasi.AbiTrap);
    const bindings = wasi.createImports(allHosts(wasi, calls), { codecs });
    const instance = await WebAssembly.instantiate(module, bindings.imports);
    wasi.attach(bindings, instance);
    (instance.exports.go as () => void)();
    expect(calls).toEqual([['say', 'ok']]);
  });

  test('is poisoned by a call that breaks the ABI where no error is declared', async () => {
    const calls: unknown[][] = [];
    const bindings = wasi.createImports(allHosts(wasi, calls), { codecs });
    const { exports } = await wasi.instantiate(await guest(`${says} (data (i32.const 0) "\\ff\\fe")`), bindings);
    expect(exports.go).toThrow('text.say was given a bad value in text');
    new Uint8Array((exports.memory as WebAssembly.Memory).buffer).set([111, 107]);
    expect(exports.go).toThrow(wasi.AbiTrap);
    expect(calls).toEqual([]);
  });
});

test('case 58: names of imports are told without what draws on terminals, hides, or begins a line of a log', async () => {
  const bytes = await guest('(import "a\\1b[31m" "b\\0a::error::c\\e2\\80\\ae" (func))');
  const told = 'a\\u{1b}[31m.b\\u{a}::error::c\\u{202e}: demo 1.0.0 has no such import';
  const [difference] = wasi.preflight(new WebAssembly.Module(bytes));
  expect(difference).toMatchObject({ import: 'a\x1b[31m.b\n::error::c\u202e', message: expect.stringContaining(told) });
  await expect(link(wasi, bytes)).rejects.toThrow(told);
});

describe('a stamp', () => {
  const says = { abi: 'demo', version: '1.0.0', floor: '1.0.0', target: null, capabilities: [] };
  /** A guest with a section `molt.abi`, whose memory fits no other limits than 3 to 4 pages unless it says others. */
  async function stamped(contents: unknown, limits = '3 4'): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await guest(`(import "env" "memory" (memory ${limits})) (func (export "pages") (result i32) (memory.size))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))`);
    const text = typeof contents === 'string' ? contents : JSON.stringify(contents);
    const body = [8, ...Buffer.from('molt.abi'), ...Buffer.from(text)];
    return Uint8Array.from([...bytes, 0, (body.length & 0x7f) | 0x80, body.length >> 7, ...body]);
  }
  const preflight = async (contents: unknown, entry = wasi): Promise<string[]> =>
    entry.preflight(new WebAssembly.Module(await stamped(contents))).map(({ kind, message }) => `${kind}: ${message}`);
  const pages = ({ exports }: WebAssembly.Instance): number => (exports.pages as () => number)();

  test('tells the limits of what the host makes', async () => {
    expect(pages(await link(wasi, await stamped({ ...says, memory: { initial: 3, maximum: 4 } })))).toBe(3);
    const own = { memory: { initial: 4, maximum: 4 } };
    expect(pages(await link(wasi, await stamped({ ...says, memory: { initial: 3, maximum: 4 } }), own))).toBe(4);
  });

  test.each([
    ['no limits', says],
    ['limits that are not so', { ...says, memory: { initial: 1, maximum: 1 } }],
    ['limits that are none', { ...says, memory: { initial: -1 } }],
    ['limits that no engine has', { ...says, memory: { initial: 3, maximum: 1e9 } }],
    ['limits that are texts', { ...says, memory: { initial: '3', maximum: '4' } }],
    ['a maximum below the minimum', { ...says, memory: { initial: 4, maximum: 3 } }],
    ['nothing that can be read', '{'],
    ['nothing', 'null'],
  ])('with %s leaves the imports to count', async (_, contents) => {
    const linked = link(wasi, await stamped(contents));
    await expect(linked).rejects.toBeInstanceOf(wasi.AbiLinkError);
    await expect(linked).rejects.toThrow('Give the limits that the guest declares in the option `memory`.');
  });

  test.each([
    ['more than its imports need', { initial: 60_000, maximum: 65_536 }],
    ['less than its imports need', { initial: 0, maximum: 0 }],
  ])('that asks for %s does not override them', async (_, memory) => {
    const without = pages(await link(wasi, await stamped(says, '1')));
    expect(pages(await link(wasi, await stamped({ ...says, memory }, '1')))).toBe(without);
  });

  test.each([
    ['more than the ABI has', '100 200', { initial: 100, maximum: 200 }],
    ['more than the ABI has at first', '100', { initial: 100 }],
    ['all that there is', '65536', { initial: 65_536, maximum: 65_536 }],
  ])('that asks for %s lifts no limit of the ABI; a host may', async (_, limits, memory) => {
    const bytes = await stamped({ ...says, memory }, limits);
    await expect(link(wasi, bytes)).rejects.toBeInstanceOf(wasi.AbiLinkError);
    await expect(link(wasi, bytes)).rejects.toThrow('Give the limits that the guest declares in the option `memory`.');
    if (memory.initial === 100) expect(pages(await link(wasi, bytes, { memory: { initial: 100, maximum: 200 } }))).toBe(100);
  });

  test('that asks for a maximum above that of the ABI gets the latter', async () => {
    const { exports } = await link(wasi, await stamped({ ...says, memory: { initial: 3, maximum: 100 } }, '3 100'));
    const grow = exports.grow as (pages: number) => number;
    expect([grow(13), grow(1)]).toEqual([3, -1]);
  });

  test('that asks for another host is told before the guest runs, and does not keep it from running', async () => {
    expect(await preflight(says)).toEqual([]);
    expect(await preflight('not a stamp')).toEqual([]);
    expect(await preflight({ ...says, abi: 'other' })).toEqual([
      'stamp: the module was stamped for the ABI "other", and this is a host of demo',
    ]);
    expect(await preflight({ ...says, target: 'wasi' }, browser)).toEqual([
      'stamp: the module was stamped for the target "wasi", and this is one of browser',
    ]);
    expect(await preflight({ ...says, floor: '9.0.1' })).toEqual([
      'stamp: the module needs a host of demo "9.0.1" or later, and this is one of 1.0.0',
    ]);
    expect(await preflight({ ...says, floor: '1.0.0-rc.1' })).toEqual([]);
    const limits = { memory: { initial: 3, maximum: 4 } };
    expect(pages(await link(wasi, await stamped({ ...says, floor: '9.0.1', abi: 'other', ...limits })))).toBe(3);
  });
});
