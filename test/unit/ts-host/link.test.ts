import { describe, expect, test } from 'vitest';
import { type NameOf, pick } from '../../../runtime-glue/bind.js';
import { denials } from '../../../runtime-glue/deny.js';
import { AbiLinkError } from '../../../runtime-glue/failure.js';
import { external, forward } from '../../../runtime-glue/forward.js';
import { Guest } from '../../../runtime-glue/guest.js';
import { attachTo, type Bindings, boundaryOf, compare, type ImportTable, link } from '../../../runtime-glue/link.js';
import { raw } from '../../../runtime-glue/raw.js';
import type { HostRow } from '../../../runtime-glue/row.js';
import { wat } from '../../runtime/supply.js';

const table: ImportTable = {
  abi: 'demo',
  version: '1.2.0',
  target: 'wasi',
  functions: (next) => ({ env: { ping: next(), gone: next(), nowhere: next(), query: next(), call: next() } }),
  unbound: [undefined, -1, -1, undefined, 'g_call'],
  items: [
    ['env', 'memory', 'memory'],
    ['env', 'functions', 'table'],
  ],
  elsewhere: [
    [['browser', 'edge'], [1]],
    [[], [2]],
  ],
  needs: [[['g_new', 'g_send'], [3]]],
  openModules: ['runtime'],
  requiredExports: [{ name: 'main', kind: 'func' }],
  memoryExports: ['own_memory', 'memory'],
  memory: { module: 'env', name: 'memory', min: 1, max: 4 },
  table: { module: 'env', name: 'functions', min: 0, max: 10, element: 'funcref' },
};
const main = '(func (export "main"))';
const module = async (text: string) => new WebAssembly.Module(await wat(`(module ${text})`));
const bindings = (options = {}): Bindings => ({
  imports: { env: { ping: () => 7 } },
  guest: new Guest(options, 'optional'),
  granted: [],
  capabilities: {},
});
const kinds = async (text: string, options = {}) =>
  compare(table, boundaryOf(await module(text)), options).map((d) => `${d.kind} ${d.import}`);

describe('compare', () => {
  test('names every difference at once, with what to do about it', async () => {
    const found = compare(
      table,
      boundaryOf(
        await module(`
        (import "env" "ping" (func))
        (import "env" "gone" (func))
        (import "env" "nowhere" (func))
        (import "env" "pong" (func))
        (import "env" "query" (func))
        (import "env" "call" (func))
        (import "env" "memory" (func))
        (import "runtime" "any" (func))`),
      ),
    );
    expect(found.map((d) => d.message)).toEqual([
      'env.gone: is not on the target wasi, only on browser, edge; calls answer its error',
      'env.nowhere: is not on the target wasi, only on none; calls answer its error',
      'env.pong: demo 1.2.0 has no such import; the guest was built for another version, or with a symbol left undefined',
      'env.query: needs the guest export g_new, which this module does not have; a split guest gives it in the option `peers`',
      'env.query: needs the guest export g_send, which this module does not have; a split guest gives it in the option `peers`',
      'env.call: needs the guest export g_call, which this module does not have; a split guest gives it in the option `peers`',
      'env.memory: is a function; the ABI has a memory there',
      'runtime.any: is answered by the module runtime: pass its exports in the option `modules`',
      'main: the guest must export this func',
    ]);
  });

  test('finds none where exports, modules and peers are there', async () => {
    const guest = `(import "env" "query" (func)) (import "runtime" "any" (func)) ${main} (func (export "g_new"))`;
    expect(await kinds(guest, { modules: { runtime: {} }, peers: { g_send: () => 0 } })).toEqual([]);
  });
});

describe('link', () => {
  test('compiles bytes, makes an imported memory and table, and attaches the memory', async () => {
    const made = bindings();
    const bytes = await wat(`(module (import "env" "ping" (func $ping (result i32))) (import "env" "memory" (memory 1 4))
      (import "env" "functions" (table 0 10 funcref)) (export "memory" (memory 0)) (func (export "main") (result i32) (call $ping)))`);
    const instance = await link(table, bytes, made);
    expect((instance.exports.main as () => number)()).toBe(7);
    expect(made.guest.mem().length).toBe(65536);
    expect(made.guest.exports.main).toBe(instance.exports.main);
  });

  test.each([
    ['memory', '(import "env" "memory" (memory 3))', 'option `memory`', { memory: { initial: 3, maximum: 4 } }],
    ['table', '(import "env" "functions" (table 5 funcref))', 'option `functionTable`', { functionTable: { initial: 5 } }],
  ])('limits of a %s that do not fit are told with the option for them, and may be tried again', async (_, guest, advice, options) => {
    const made = bindings();
    const compiled = await module(`${guest} ${main}`);
    await expect(link(table, compiled, made)).rejects.toThrow(advice);
    await expect(link(table, compiled, made, options)).resolves.toBeInstanceOf(WebAssembly.Instance);
  });

  test('bindings serve one instance, also of two that are made at once, and of one that does not export its memory', async () => {
    const made = bindings();
    const compiled = await module(`(import "env" "memory" (memory 1 4)) ${main}`);
    const [first, second] = await Promise.allSettled([link(table, compiled, made), link(table, compiled, made)]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(second).toHaveProperty('reason.message', 'the bindings serve another instance: make new ones for this one');
    await expect(link(table, compiled, made)).rejects.toThrow(AbiLinkError);
    const other = await WebAssembly.instantiate(await module(`(memory (export "memory") 1) ${main}`));
    const late = bindings();
    const linked = link(table, compiled, late);
    attachTo(table, late, other);
    await expect(linked).rejects.toThrow('the bindings serve another instance');
  });

  test('nothing of a prototype is an export while the start function runs', async () => {
    const made = bindings();
    let found: unknown;
    const ping = () => {
      found = made.guest.exports.toString;
      return 7;
    };
    const starts = await module(`(import "env" "ping" (func $ping (result i32))) (func $s (drop (call $ping))) (start $s) ${main}`);
    await link(table, starts, { ...made, imports: { env: { ping } } });
    expect(found).toBeUndefined();
  });

  test('a wrong type is a link error with its cause; what a start function throws passes on', async () => {
    const typed = await module(`(import "runtime" "f" (func (param i64))) ${main}`);
    const error = await link(table, typed, bindings(), { modules: { runtime: { f: 5 as never } } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AbiLinkError);
    expect((error as Error).cause).toBeInstanceOf(WebAssembly.LinkError);
    const failing = await module(`(func $start unreachable) (start $start) ${main}`);
    await expect(link(table, failing, bindings())).rejects.toThrow(WebAssembly.RuntimeError);
  });

  test('differences stop it before any code of the guest runs, those of a target do not', async () => {
    const missing = await module('(import "env" "pong" (func)) (func $start unreachable) (start $start)');
    await expect(link(table, missing, bindings())).rejects.toThrow(AbiLinkError);
    const elsewhere = { ...bindings(), imports: { env: { gone: () => -1 } } };
    await expect(link(table, await module(`(import "env" "gone" (func)) ${main}`), elsewhere)).resolves.toBeDefined();
  });

  test('a memory of its own name comes before `memory`, and peers stand behind the exports of the guest', async () => {
    const made = bindings();
    const compiled = await module(`(memory $m (export "own_memory") 2) (func (export "toString") (result i32) (i32.const 1)) ${main}`);
    const instance = await WebAssembly.instantiate(compiled);
    attachTo(table, made, instance, { main: () => 1, other: () => 2 });
    expect(made.guest.mem().length).toBe(2 * 65536);
    expect(Object.keys(made.guest.exports).sort()).toEqual(['main', 'other', 'own_memory', 'toString']);
    expect(made.guest.exports.main).toBe(instance.exports.main);
    expect('valueOf' in made.guest.exports).toBe(false);
    expect(() => attachTo(table, made, instance)).not.toThrow();
  });
});

describe('imports that no host answers', () => {
  const guest = () => new Guest({}, 'disabled');

  test('forward reaches an export that comes later, and traps without it', () => {
    const late = guest();
    const call = forward(late, 'later') as (...v: number[]) => unknown;
    expect(() => call(1)).toThrow('later is not exported by the guest, which imports it');
    const other = guest();
    const again = forward(other, 'later') as (...v: number[]) => unknown;
    other.exports = { later: (a: number, b: number) => a + b };
    expect(again(1, 2)).toBe(3);
    other.gate = 1;
    expect(() => again(1, 2)).toThrow('was called while the guest may not call');
  });

  test('external is an own function of the module that was given', () => {
    const given = () => 1;
    expect(external(guest(), { runtime: { given } }, 'runtime', 'given')).toBe(given);
    for (const [modules, name] of [
      [undefined, 'given'],
      [{ runtime: {} }, 'given'],
      [{ runtime: {} }, 'toString'],
      [{ runtime: { given: 5 as never } }, 'given'],
    ] as const)
      expect(() => (external(guest(), modules, 'runtime', name) as () => unknown)()).toThrow('which was not given');
    expect(() => (external(guest(), {}, 'constructor', 'keys') as () => unknown)()).toThrow(
      'constructor.keys is answered by another module',
    );
  });

  const capabilities = Object.assign(Object.create(null), { a: 'a', b: 'b.*', c: null });
  const picked = (host: object, grants = '', need?: 1 | 2) => {
    const row: HostRow = [0, 'm', () => () => 1, 0, grants, { of: 'i' }, -1, need];
    const nameOf: NameOf = () => ['env', 'f'];
    const made = Object.assign(guest(), { capabilities });
    return (denials(made, [row], nameOf)?.(row) ?? pick(made, 'one', host, row)) as (() => unknown) | undefined;
  };

  test('what is denied of the same rows goes by the capabilities of each guest', () => {
    const row: HostRow = [0, 'm', () => () => 1, 0, 'a', { of: 'i' }, -1];
    const rows = [row];
    const nameOf: NameOf = () => ['env', 'f'];
    const denied = (granted: string | null) =>
      denials(Object.assign(guest(), { capabilities: { ...capabilities, a: granted } }), rows, nameOf)?.(row) as
        | (() => unknown)
        | undefined;
    expect([denied('a')?.(), denied(null)?.(), denied('a')?.(), denied(null)?.()]).toEqual([undefined, -1, undefined, -1]);
  });

  test('an optional method that a host lacks, and a core function that a provider lacks, are left to be answered', () => {
    const core = (functions: object) => raw(functions).importOf(guest(), 'f') as (() => unknown) | undefined;
    expect([picked({}), core({})]).toEqual([undefined, undefined]);
    expect(core({ f: () => 7 })?.()).toBe(7);
    expect(picked({ m: () => 1 })?.()).toBe(1);
    expect([picked({}, '', 2)?.(), picked({ m: () => 1 }, '', 2)?.()]).toEqual([1, 1]);
    expect(() => picked({ m: 5 }, '', 2)).toThrow('it is a number');
    expect(() => picked({}, '', 1)).toThrow('which every host of this version must have');
    expect(() => picked({ m: (_: unknown) => 1 })).toThrow('the host method one.m takes 1 parameters; it is called with 0');
  });

  test.each([
    ['', 1],
    ['a', 1],
    ['c', -1],
    ['a&b', 1],
    ['a&c', -1],
    ['c|a', 1],
    ['c|d', -1],
    ['toString', -1],
  ])('the grants %j are looked up among those that were given', (grants, expected) => {
    expect(picked({ m: () => 1 }, grants)?.()).toBe(expected);
  });
});
