import { describe, expect, test } from 'vitest';
import { guessParams } from '../../../generator/infer/buffers.js';
import { assemble } from '../wasm/support.js';
import { expectSound, fileOf, func, given, importing, inferred } from './support.js';

const params = (...names: (string | undefined)[]) => names.map((name) => ({ type: 'i32', name }));

const numbers = [0, 1, 2].map((at) => ({ kind: 'number', at }));

describe('parameters', () => {
  test.each([
    ['an address and a length', params('ptr', 'len'), [{ kind: 'buffer', at: 0, name: 'data', writes: false }]],
    ['one with a name of its own', params('keyPtr', 'keyLen'), [{ kind: 'buffer', at: 0, name: 'key', writes: false }]],
    ['a buffer to fill', params('buf', 'size'), [{ kind: 'buffer', at: 0, name: 'buf', writes: true }]],
    [
      'parts of two things',
      params('keyPtr', 'valueLen'),
      [
        { kind: 'pointer', at: 0 },
        { kind: 'number', at: 1 },
      ],
    ],
    ['a length of two things', params('dest', 'src', 'len'), numbers],
    ['a lone address', params('statPtr'), [{ kind: 'pointer', at: 0 }]],
    [
      'names that say nothing',
      params('x', 'len'),
      [
        { kind: 'number', at: 0 },
        { kind: 'number', at: 1 },
      ],
    ],
    [
      'none',
      params(undefined, undefined),
      [
        { kind: 'number', at: 0 },
        { kind: 'number', at: 1 },
      ],
    ],
    [
      'floats',
      [
        { type: 'f64', name: 'ptr' },
        { type: 'f64', name: 'len' },
      ],
      [
        { kind: 'number', at: 0 },
        { kind: 'number', at: 1 },
      ],
    ],
  ] as const)('%s', (_, given, guesses) => {
    expect(guessParams(given, ['log'])).toEqual(guesses);
  });
});

const host = `
const memory = new WebAssembly.Memory({ initial: 1 });
function helper(bufPtr, bufLen) { return crypto.getRandomValues(new Uint8Array(memory.buffer, bufPtr, bufLen)).length; }
export const imports = {
  env: {
    /** Prints a line.\u202e */
    log(ptr, len) { console.log(new TextDecoder().decode(new Uint8Array(memory.buffer, ptr, len))); },
    'random-fill': helper,
    now: () => Date.now(),
    load: async function (urlPtr, urlLen) { return (await fetch('')).status; },
    each(callback) { instance.exports.on_item(callback); },
    plain(a, b) { return a + b; },
    wide(ptr, len) {},
  },
};
imports.other = {};
imports.other.put = (x) => localStorage.setItem('x', x);
const { alloc } = instance.exports;
const guest = instance.exports;
guest.dull();
`;

const module = given(
  'app.wasm',
  assemble(`(module
    (import "env" "log" (func (param i32 i32)))
    (import "env" "random-fill" (func (param i32 i32) (result i32)))
    (import "env" "now" (func (result f64)))
    (import "env" "load" (func (param i32 i32) (result i32)))
    (import "env" "each" (func (param i32)))
    (import "env" "plain" (func (param i32 i32) (result i32)))
    (import "env" "wide" (func (param i64 i64)))
    (import "other" "put" (func (param f32)))
    (import "other" "unknown" (func (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "alloc") (param i32) (result i32) (local.get 0))
    (func (export "on_item") (param i32))
    (func (export "dull")) (func (export "left_out")))`),
);

describe('the source of a host', () => {
  const made = inferred([module], host);
  const { functions } = fileOf(made, 'env.json');

  test('names parameters, and with them buffers', () => {
    expect(functions.log.params).toEqual([
      { name: 'data', type: 'bytes', pass: 'in', coreNames: ['ptr', 'len'], doc: expect.stringContaining('Guessed') },
    ]);
    expect(functions.plain.params.map((p: { type: string }) => p.type)).toEqual(['s32', 's32']);
    expect(functions.wide.params[0]).toMatchObject({ type: 'bytes', addressType: 'i64', lengthType: 'i64' });
  });

  test('is followed to a function with a name', () => {
    expect(functions['random-fill'].params[0]).toMatchObject({ name: 'buf', type: 'bytes', pass: 'inout' });
  });

  test('documents, and nothing hidden comes along', () => {
    expect(functions.log.doc).toBe('Prints a line.\\u202e');
  });

  test('tells what is reached: a capability, and a wait for an async function', () => {
    expect(functions.now.capability).toBe('app.time');
    expect(functions['random-fill'].capability).toBe('app.random');
    expect(functions.load).toMatchObject({
      capability: 'app.network',
      effects: { nondeterministic: true, blocking: true, whereForbidden: 'suspend' },
    });
    expect(functions.log.capability).toBe('app.env');
    expect(functions.each.effects).toEqual({ nondeterministic: true, reenters: true });
    expect(fileOf(made, 'other.json').functions.put.capability).toBe('app.storage');
    expect(Object.keys(fileOf(made, 'abi.json').capabilities)).toEqual([
      'app.env',
      'app.network',
      'app.other',
      'app.random',
      'app.storage',
      'app.time',
    ]);
  });

  test('names the exports that it uses', () => {
    expect(Object.keys(fileOf(made, 'guest.json').exports)).toEqual(['alloc', 'dull', 'memory', 'on-item']);
    expect(made.notes.find((note) => note.about === '1 more export')).toBeDefined();
  });

  test('marks every guess, with its place', () => {
    const about = (topic: string) => made.notes.filter((n) => n.topic === topic).map((n) => `${n.file}#${n.pointer}`);
    expect(about('buffer')).toEqual([
      '1.0.0/env.json#/functions/load/params/0',
      '1.0.0/env.json#/functions/log/params/0',
      '1.0.0/env.json#/functions/plain/params',
      '1.0.0/env.json#/functions/random-fill/params/0',
      '1.0.0/env.json#/functions/wide/params/0',
      '1.0.0/other.json#/functions/unknown/params',
    ]);
    for (const { file, pointer } of made.notes.filter((n) => n.file !== '')) {
      const steps = pointer.split('/').slice(1);
      const at = steps.reduce((value, step) => value?.[step], fileOf(made, file.slice('1.0.0/'.length)));
      expect(at, `${file}#${pointer}`).toBeDefined();
    }
  });

  test('leaves a draft that holds what it promises', async () => {
    expect(await expectSound(made, [module])).toEqual([]);
  });

  test('may be anything: what cannot be read tells nothing', async () => {
    for (const text of ['', '}{)(', '\0\0', 'x'.repeat(10_000), `${'['.repeat(500)}${']'.repeat(500)}`, 'const env = env; env = { env };'])
      await expectSound(inferred([module], text), [module]);
  });
});

test('debug names stand in for names that a build made short', () => {
  const short = given('a.wasm', assemble('(module (import "a" "b" (func $fs_read (param $ptr i32) (param $len i32))))'));
  const { functions } = fileOf(inferred([short]), 'a.json');
  expect(functions['fs-read']).toMatchObject({ import: 'b', params: [{ type: 'bytes', coreNames: ['ptr', 'len'] }] });
});

test('the host names what a build made short', () => {
  const short = importing('a.wasm', [{ module: 'a', name: 'c', type: func('i32 ->') }]);
  const { functions } = fileOf(
    inferred([short], 'function _fd_sync(fd) {}\nvar wasmImports = { c: _fd_sync };\nvar info = { a: wasmImports };'),
    'a.json',
  );
  expect(functions['fd-sync']).toMatchObject({ import: 'c', params: [{ name: 'fd' }] });
});

test('glue of toolchains is known', () => {
  const made = inferred([
    importing('as.wasm', [
      { module: 'env', name: 'abort', type: func('i32 i32 i32 i32 ->') },
      { module: 'env', name: 'seed', type: func('-> f64') },
    ]),
    importing('go.wasm', [{ module: 'gojs', name: 'runtime.wasmExit', type: func('i32 ->') }]),
  ]);
  expect(fileOf(made, 'env.json').functions).toMatchObject({
    abort: { noreturn: true, params: [{ name: 'message' }, { name: 'file-name' }, { name: 'line' }, { name: 'column' }] },
    seed: { capability: 'app.random' },
  });
  expect(fileOf(made, 'gojs.json').functions['runtime-wasm-exit']).toMatchObject({ params: [{ name: 'sp' }], effects: { reenters: true } });
});
