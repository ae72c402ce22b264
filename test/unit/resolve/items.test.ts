import { expect, test } from 'vitest';
import { compiled, faults, fn, type Json, usual } from './support.js';

test('a link key has one meaning, older link keys included', () => {
  const both = (key: string, first: string, second: string, at: string) => [
    `resolve/duplicate-import ${at}: ${first} and ${second} are both imported as ${key}`,
  ];
  expect(faults({ functions: { f: fn(), g: fn() } })).toEqual(both('env.demo_f', 'x.f', 'x.g', '/functions/g/import'));
  expect(faults({ functions: { f: fn(), g: fn({ import: 'g', importAliases: [{ name: 'demo_f' }] }) } })).toEqual(
    both('env.demo_f', 'x.f', 'x.g', '/functions/g/importAliases/0/name'),
  );
  expect(faults({ functions: { f: fn({ importAliases: [{ module: 'env', name: 'demo_f' }] }) } })).toEqual(
    both('env.demo_f', 'x.f', 'x.f', '/functions/f/importAliases/0/name'),
  );
  expect(faults({ functions: { f: fn() }, memories: { m: { import: 'demo_f', min: 1 } } })).toEqual(
    both('env.demo_f', 'x.f', 'x.m', '/memories/m/import'),
  );
  // The parts are not run together.
  expect(faults({ functions: { f: fn({ module: 'a', import: 'b.c' }), g: fn({ module: 'a.b', import: 'c' }) } })).toEqual([]);
});

test('a reserved name is for what is reserved', () => {
  const reserved = [{ module: 'env', name: 'demo_f', reason: 'It was something else.' }];
  const said = (at: string) => [`resolve/reserved-import ${at}: env.demo_f is reserved: It was something else.`];
  expect(faults({ functions: { f: fn() } }, { reserved })).toEqual(said('/functions/f/import'));
  expect(faults({ functions: { f: fn({ import: 'g', importAliases: [{ name: 'demo_f' }] }) } }, { reserved })).toEqual(
    said('/functions/f/importAliases/0/name'),
  );
  expect(faults({ functions: { f: fn({ status: 'reserved' }) } }, { reserved })).toEqual([]);
});

test('every import has a module, its own or that of its interface', () => {
  expect(faults({ module: undefined, functions: { f: fn() }, globals: { g: { import: 'g', type: 'i32' } } })).toEqual([
    'resolve/no-module /functions/f: f has no module name',
    'resolve/no-module /globals/g: g has no module name',
  ]);
  expect(faults({ module: undefined, functions: { f: fn({ module: 'm' }) } })).toEqual([]);
});

test('memories and tables have limits that a module can have, and there is one memory', () => {
  const memory = (more: Json) => faults({ memories: { m: { import: 'm', min: 1, ...more } } });
  const table = (more: Json) => faults({ tables: { t: { import: 't', min: 1, element: 'funcref', ...more } } });
  expect(memory({ max: 65536 })).toEqual([]);
  expect(memory({ min: -1 })).toEqual(['resolve/value-range /memories/m/min: -1 does not fit pages of 64 KiB: 0 to 65536']);
  expect(memory({ max: 65537 })).toEqual(['resolve/value-range /memories/m/max: 65537 does not fit pages of 64 KiB: 0 to 65536']);
  expect(memory({ max: 65537, index: 'i64' })).toEqual([]);
  expect(memory({ min: 4, max: 2 })).toEqual(['resolve/value-range /memories/m/max: 2 does not fit the limits of m, which begin at 4']);
  expect(memory({ shared: true })).toEqual(['resolve/function /memories/m: m: a shared memory has a `max`']);
  expect(table({ min: '4294967296' })).toEqual(['resolve/value-range /tables/t/min: 4294967296 does not fit elements: 0 to 4294967295']);
  expect(faults({ memories: { m: { import: 'm', min: 1 }, n: { import: 'n', min: 1 } } })).toEqual([
    'resolve/limit /memories/n: too many memory imports: at most 1 are supported',
  ]);
});

test('an open module that the host answers says under which contracts', () => {
  const modules = (m: Json) => faults({}, { modules: { m: { doc: 'M.', ...m } } });
  expect(modules({ answeredBy: 'host' })).toEqual([
    'resolve/function /modules/m: m: an open module that the host answers names its `contracts`',
  ]);
  const { abi } = compiled(
    {},
    { modules: { 'm/~': { doc: 'M.', answeredBy: 'host', contracts: { c: { params: ['i32'], results: [] } } } } },
  );
  expect(abi.modules[0]).toMatchObject({ name: 'm/~', origin: { pointer: '/modules/m~1~0' }, contracts: [{ name: 'c', variadic: false }] });
});

const e = (more: Json = {}): Json => ({ export: 'e', required: false, ...more });

test('guest exports take and give numbers', () => {
  const one = (type: string) => faults({ types: usual, exports: { e: e({ params: [{ name: 'p', type }], result: { type } }) } });
  expect(one('mode')).toEqual([]);
  expect(one('pointer')).toEqual([]);
  expect(one('file')).toEqual(
    ['params/0', 'result'].map(
      (at) =>
        `resolve/wrong-kind /exports/e/${at}/type: x.file is a handle that the glue issues; here only a number, which is what guest exports take and give, can stand`,
    ),
  );
  expect(one('string').map((f) => f.split(' ')[0])).toEqual(['lower/core-type', 'lower/core-type']);
  expect(faults({ exports: { e: e({ kind: 'memory', params: [] }) } })).toEqual([
    'resolve/function /exports/e: e: a memory has neither parameters nor a result',
  ]);
  expect(faults({ exports: { e: e({ params: ['u8', 'u8'].map((type) => ({ name: 'p', type })) }) } })).toEqual([
    'resolve/duplicate-name /exports/e/params/1: the name p is taken: parameter 1 and parameter 2',
  ]);
});

const value = (name: string, type = 'u64') => ({ name, type });
const serving: Json = {
  'new': e({ params: [value('capacity')], result: { type: 'u64' } }),
  send: e({ params: [value('s'), value('a'), value('n')], result: { type: 'u64' } }),
  close: e({ params: [value('s')] }),
  alloc: e({ params: [value('n')], result: { type: 'address' } }),
  free: e({ params: [value('a'), value('n')] }),
  poll: e({ params: [value('t')], result: { type: 'u32' } }),
};
const stream = { kind: 'stream', repr: 'u64', 'new': 'new', send: 'send', close: 'close', allocate: 'alloc', free: 'free' };
const token = { kind: 'cancel-token', repr: 'u64', none: 0, poll: 'poll', cancelled: 1 };
const served = (changed: Json) =>
  faults({ types: { stream, token }, exports: { ...serving, ...changed } }).map((f) => f.replace('resolve/export-shape /types/', ''));

test('the exports that serve streams and tokens can be called as the host calls them', () => {
  expect(served({})).toEqual([]);
  expect(served({ send: e({ params: [value('s')] }) })).toEqual([
    'stream/send: x.send cannot serve as `send` of x.stream: it takes 1 parameter, and is called with 3: the stream, the address, the length',
  ]);
  expect(served({ 'new': e({ params: [value('capacity')] }) })).toEqual([
    'stream/new: x.new cannot serve as `new` of x.stream: it answers nothing, and its answer is needed',
  ]);
  expect(served({ free: e({ params: [value('a', 'f64'), value('n')] }) })).toEqual([
    'stream/free: x.free cannot serve as `free` of x.stream: its parameter a is no integer',
  ]);
  expect(served({ poll: e({ params: [value('t')], result: { type: 'f32' } }) })).toEqual([
    'token/poll: x.poll cannot serve as `poll` of x.token: its answer is no integer',
  ]);
  expect(served({ close: e({ params: [] }) })[0]).toContain('it takes 0 parameters, and is called with 1: the stream');
  expect(served({ alloc: e({ kind: 'global' }) })).toEqual([
    'resolve/unknown-export /types/stream/allocate: there is no exported function alloc',
  ]);
});

test('an ABI has at most 64 targets', () => {
  const targets = (n: number) =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`t${i}`, { threads: 'disabled', blocking: 'allowed' }]));
  expect(faults({ functions: { f: fn() } }, { targets: targets(64) })).toEqual([]);
  expect(faults({ functions: { f: fn() } }, { targets: targets(65) })).toEqual([
    'resolve/limit /targets: too many targets: at most 64 are supported',
  ]);
});
