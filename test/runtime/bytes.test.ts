import { beforeAll, describe, expect, test } from 'vitest';
import type { AbiLinkError as LinkError } from '../../runtime-glue/failure.js';
import type { Difference } from '../../runtime-glue/link.js';
import type { GuestBoundary } from '../../runtime-glue/preflight.js';
import type { ExternType, WasmLimits } from '../../runtime-glue/wasm/module.js';
import { packageOf } from '../e2e/support.js';
import { encoded, type Wanted } from '../support/wasm/encode.js';

interface Bytes {
  readBytes(bytes: unknown): GuestBoundary;
  readonly AbiLinkError: typeof LinkError;
}
interface Target {
  preflight(guest: GuestBoundary, options?: object): Difference[];
}

let bytes: Bytes;
const targets: Record<string, Target> = {};

beforeAll(async () => {
  const entry = await packageOf('test/corpus/everything');
  bytes = (await entry('bytes')) as unknown as Bytes;
  for (const name of ['wasi', 'browser']) targets[name] = (await entry(name)) as unknown as Target;
});

const func = (params: readonly string[] = [], results: readonly string[] = []): ExternType => ({ kind: 'func', params, results });
const limits = (min: number, max?: number, shared = false): WasmLimits => ({
  min: BigInt(min),
  max: max === undefined ? undefined : BigInt(max),
  shared,
  index: 'i32',
  pageSizeLog2: 16,
});
const memory = (min: number, max?: number, shared?: boolean): ExternType => ({ kind: 'memory', limits: limits(min, max, shared) });
const table = (min: number, max?: number): ExternType => ({ kind: 'table', element: 'funcref', limits: limits(min, max) });
const ready = { name: 'demo_ready', type: func(['i32'], ['i64']) };
const env = (name: string, type: ExternType) => ({ module: 'env', name, type });

/** A guest with some imports, and the export that every guest must have. */
const guest = (imports: Wanted['imports'], more: Wanted = {}): Uint8Array<ArrayBuffer> =>
  encoded({ exports: [ready], ...more, imports: imports ?? [] });
const told = (module: unknown, target = 'wasi', options?: object): string[] =>
  (targets[target] as Target)
    .preflight(bytes.readBytes(module), options)
    .map(({ kind, import: of, message }) => `${kind} ${of} | ${message}`);

const say = env('demo_say', func(['i32', 'i32']));
const elsewhere = env('demo_elsewhere', func([], ['i32']));

describe('preflight of bytes', () => {
  test('finds nothing wrong where all fits', () => {
    const fitting = guest([say, elsewhere, env('memory', memory(1, 16)), env('__indirect_function_table', table(0))]);
    expect(told(fitting)).toEqual([]);
    expect(told(encoded({ exports: [ready] }), 'browser')).toEqual([]);
  });

  test('names another core type of a function, with both types', () => {
    expect(told(guest([env('demo_say', func(['i32', 'i64']))]))).toEqual([
      'wrong-type env.demo_say | env.demo_say: is imported as (func (param i32 i64)); in demo 1.0.0 it is (func (param i32 i32))',
    ]);
    expect(told(guest([env('demo_say', func(['i32', 'i32'], ['i32']))]))).toEqual([
      'wrong-type env.demo_say | env.demo_say: is imported as (func (param i32 i32) (result i32)); in demo 1.0.0 it is (func (param i32 i32))',
    ]);
  });

  test('names another kind, with both types', () => {
    expect(told(guest([env('demo_say', { kind: 'global', type: 'i32', mutable: true }), env('memory', func())]))).toEqual([
      'wrong-kind env.demo_say | env.demo_say: is imported as (global (mut i32)); in demo 1.0.0 it is (func (param i32 i32))',
      'wrong-kind env.memory | env.memory: is imported as (func); in demo 1.0.0 it is (memory 1 16)',
    ]);
  });

  test('names limits that leave no room, and those that are of another sort', () => {
    expect(told(guest([env('memory', memory(17))]))).toEqual([
      'limits env.memory | env.memory: is imported as (memory 17), which leaves no room in the limits of demo 1.0.0: (memory 1 16)',
    ]);
    expect(
      told(guest([env('memory', memory(0, 0)), env('memory', { kind: 'memory', limits: { ...limits(1, 2), index: 'i64' } })])),
    ).toEqual([
      'limits env.memory | env.memory: is imported as (memory 0 0), which leaves no room in the limits of demo 1.0.0: (memory 1 16)',
      'wrong-type env.memory | env.memory: is imported as (memory i64 1 2); in demo 1.0.0 it is (memory 1 16)',
    ]);
    expect(told(guest([env('__indirect_function_table', { kind: 'table', element: 'externref', limits: limits(0) })]))).toEqual([
      'wrong-type env.__indirect_function_table | env.__indirect_function_table: is imported as (table 0 externref); in demo 1.0.0 it is (table 1 funcref)',
    ]);
  });

  test('names an export of another type, and one that is missing', () => {
    expect(told(encoded({ exports: [{ ...ready, type: func() }] }))).toEqual([
      'wrong-export demo_ready | demo_ready: is exported as (func); hosts expect (func (param i32) (result i64))',
    ]);
    expect(told(encoded({}))).toEqual(['missing-export demo_ready | demo_ready: the guest must export this func']);
  });

  test('names shared memory where the target has no threads', () => {
    const shared = guest([], { exports: [ready, { name: 'own', type: memory(1, 1, true) }] });
    expect(told(shared)).toEqual([]);
    expect(told(shared, 'browser')).toEqual(['shared-memory own | own: is shared memory; threads are disabled on the target browser']);
    expect(told(guest([env('memory', memory(1, 1, true))]), 'browser')).toEqual([
      'wrong-type env.memory | env.memory: is imported as (memory 1 1 shared); in demo 1.0.0 it is (memory 1 16)',
      'shared-memory env.memory | env.memory: is shared memory; threads are disabled on the target browser',
    ]);
  });

  test('tells what it tells of a compiled module as well', () => {
    const start = env('demo_start', func(['i32', 'i64', 'i32'], ['i32']));
    expect(told(guest([elsewhere, env('demo_sya', func()), { module: 'runtime', name: 'any', type: func() }]), 'browser')).toEqual([
      'not-on-target env.demo_elsewhere | env.demo_elsewhere: is not on the target browser, only on wasi; calls answer its error',
      expect.stringMatching(/^unlisted env\.demo_sya /),
      expect.stringMatching(/^missing-module runtime\.any /),
    ]);
    expect(told(guest([{ module: 'runtime', name: 'any', type: func() }]), 'wasi', { modules: { runtime: {} } })).toEqual([]);
    expect(told(guest([start])).map((line) => line.split(' ')[0])).toEqual(Array(6).fill('missing-export'));
    const stamped = guest([], { customs: [{ name: 'molt.abi', text: '{"abi":"other"}' }] });
    expect(told(stamped)).toEqual(['stamp molt.abi | the module was stamped for the ABI "other", and this is a host of demo']);
  });

  test('says of an import with another type nothing else', () => {
    expect(told(guest([env('demo_elsewhere', func()), env('demo_start', func())]), 'browser').map((line) => line.split(' ')[0])).toEqual([
      'wrong-type',
      'wrong-type',
    ]);
  });

  test('reads names of any characters as engines do', () => {
    const names = ['', 'é', '\u{1f600}', '\u0000', 'a'.repeat(200), 'ascii'];
    const guestOf = guest(names.map((name) => ({ module: `m${name}`, name, type: func() })));
    const read = bytes.readBytes(guestOf).imports.map(({ module, name, kind }) => [module, name, kind]);
    expect(read).toEqual(names.map((name) => [`m${name}`, name, 'function']));
  });
});

describe('the limits of a guest', () => {
  const limitsOf = (...imports: NonNullable<Wanted['imports']>) => bytes.readBytes(guest(imports)).limits;

  test('are those for which a host can make its memory and table', () => {
    expect(limitsOf(env('memory', memory(3, 4)))).toEqual({ memory: { initial: 3, maximum: 4 } });
    expect(limitsOf(env('memory', memory(0, 100)))).toEqual({ memory: { initial: 1, maximum: 16 } });
    expect(limitsOf(env('memory', memory(5)))).toEqual({ memory: { initial: 5, maximum: 16 } });
    expect(limitsOf(env('__indirect_function_table', table(4)), env('memory', memory(2)))).toEqual({
      memory: { initial: 2, maximum: 16 },
      functionTable: expect.objectContaining({ initial: 4 }),
    });
  });

  test('are none for what it does not import, or imports in another way', () => {
    expect(limitsOf(say, env('memory', memory(17)), { module: 'other', name: 'memory', type: memory(3) })).toEqual({});
    expect(limitsOf(env('memory', table(3)))).toEqual({});
  });
});

describe('what is read', () => {
  const module = guest([env('demo_say', func())]);
  const expected = ['wrong-type env.demo_say | env.demo_say: is imported as (func); in demo 1.0.0 it is (func (param i32 i32))'];

  test('are bytes in any form', () => {
    const within = new Uint8Array(module.length + 20);
    within.set(module, 7);
    const shared =
      typeof SharedArrayBuffer === 'undefined' ? new Uint8Array(module.length) : new Uint8Array(new SharedArrayBuffer(module.length));
    shared.set(module);
    for (const form of [module, module.buffer, new DataView(module.buffer), within.subarray(7, 7 + module.length), shared, shared.buffer])
      expect(told(form)).toEqual(expected);
  });

  test.each([
    ['nothing', [], 'the guest is empty'],
    ['half a header', [0, 0x61, 0x73], 'the guest is cut off in its header'],
    ['a component', [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0], 'the guest is a WebAssembly component; the core module inside it is needed'],
    ['gzip', [0x1f, 0x8b, 8, 0], 'the guest is a gzip file; unpack it first'],
    ['text', [...new TextEncoder().encode('(module)')], 'the guest is WebAssembly text; assemble it with wat2wasm first'],
    ['a page', [...new TextEncoder().encode('<!doctype html>')], 'the guest is an HTML page'],
    ['something else', [1, 2, 3, 4, 5, 6, 7, 8], 'the guest is not WebAssembly: it does not begin with \\0asm'],
    [
      'a section that is cut off',
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 9],
      'the guest is malformed at byte 10 (0xa): it has a section that is longer than what is left',
    ],
  ])('is refused with its reason: %s', (_, given, message) => {
    const read = () => bytes.readBytes(Uint8Array.from(given));
    expect(read).toThrow(bytes.AbiLinkError);
    expect(read).toThrow(message);
  });

  test('is refused where it is cut off, save between sections', () => {
    const answered = [...module.keys()].filter((end) => {
      try {
        return bytes.readBytes(module.subarray(0, end)) !== undefined;
      } catch (cause) {
        expect(cause).toBeInstanceOf(bytes.AbiLinkError);
        return false;
      }
    });
    // After the header, and after the sections of types and imports; functions without code are refused.
    expect(answered).toHaveLength(3);
  });

  test('is refused where it is no bytes at all', () => {
    for (const wrong of [undefined, null, 5, 'text', {}, Promise.resolve(module)])
      expect(() => bytes.readBytes(wrong)).toThrow('the guest is no ArrayBuffer');
  });
});
