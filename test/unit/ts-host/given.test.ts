import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { assemble, bindAll } from '../../../runtime-glue/assemble.js';
import type { Functions } from '../../../runtime-glue/bind.js';
import { AbiLinkError as Fault } from '../../../runtime-glue/failure.js';
import { raw } from '../../../runtime-glue/raw.js';
import type { HostRow } from '../../../runtime-glue/row.js';
import { caller, streamExports } from '../../async/guest.js';
import { type Bindings, call, load, rig, stub } from '../../runtime/support.js';

const values = await load('values');
const { AbiLinkError } = values.entry;
const val = stub().host;

/** As plain JavaScript calls it, which no types hold back. */
const create = (hosts: unknown, options?: unknown) => () => values.entry.createImports(hosts as object, options as object);

describe('what types would have noticed', () => {
  test('a host for an interface that the ABI does not have', () => {
    expect(create({ val, vall: val, 'a\nb': val })).toThrow(
      new AbiLinkError(['there is no interface "vall"; known are val', 'there is no interface "a\\nb"; known are val']),
    );
  });

  test.each([
    ['null', null],
    ['a string', 'bigCount'],
    ['a number', 1],
    ['a symbol', Symbol('val')],
  ])('%s for a host', (named, host) => {
    expect(create({ val: host })).toThrow(new AbiLinkError([`the host of val is ${named}, and must be an object`]));
  });

  test('methods of several hosts that do not fit are all told at once, with their interfaces', async () => {
    const caps = await load('caps');
    const silent = Object.defineProperty(() => 0, 'length', { value: 9 });
    const net = Object.assign(Object.create(stub().host), { free: null, read: {}, silent });
    expect(() => caps.entry.createImports({ clock: { now: undefined }, net }, { grants: ['clock', 'net'] })).toThrow(
      new caps.entry.AbiLinkError([
        'the host has no method net.free: it is null',
        'the host has no method net.read: it is an object',
        'the host method net.silent takes 9 parameters; it is called with 1',
        'the host has no method clock.now, which every host of this version must have',
      ]),
    );
  });

  test('an option that does not exist', () => {
    expect(create({ val }, { grant: ['val.*'] })).toThrow(
      new AbiLinkError([
        'there is no option "grant"; known are codecs, deterministic, grants, handleSeed, layers, modules, onHostError, suspend, threads',
      ]),
    );
  });
});

describe('an option of the wrong type', () => {
  const fault = (text: string) => new AbiLinkError([text]);

  test.each([
    [{ grants: 'val.read' }, 'the option grants must be a list of strings'],
    [{ grants: null }, 'the option grants must be a list of strings'],
    [{ grants: ['val.read', undefined] }, 'the option grants must be a list of strings'],
    [{ layers: (_: unknown, run: unknown) => run }, 'the option layers must be a list of functions'],
    [{ layers: [{ layer: () => undefined }] }, 'the option layers must be a list of functions'],
    [{ deterministic: true }, 'the option deterministic must be false, or what `deterministic(..)` gives'],
  ])('%j', (options, message) => {
    expect(create({ val }, options)).toThrow(fault(message));
  });

  test('of deterministic mode and of `instantiate`, which does not exist', async () => {
    expect(() => values.entry.deterministic({ sed: 3 })).toThrow(fault('there is no option "sed"; known are allow, hosts, seed, time'));
    expect(() => values.entry.deterministic({ allow: 'val.now' })).toThrow(fault('the option allow must be a list of strings'));
    expect(() => values.entry.deterministic({ hosts: 'val' })).toThrow(fault('the option hosts must be a list of strings'));
    expect(() => values.entry.deterministic({ time: { strat: 5n } })).toThrow(
      fault('there is no option of time "strat"; known are start, step'),
    );
    const guest = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    await expect(values.entry.instantiate(guest, create({ val })() as Bindings, { memry: {} })).rejects.toThrow(
      fault('there is no option "memry"; known are functionTable, memory, modules, peers'),
    );
  });
});

describe('a misspelt method', () => {
  const nothing = () => undefined;
  const rows: HostRow[] = ['bigCount', 'small'].map((method, i) => [i, method, () => nothing, 0, '', { of: 'val' }]);
  const functions: Functions = (next) => ({ env: { big_count: next(), small: next() } });
  const parts = { target: 'wasi', threads: 'optional', functions, unbound: [null, null] } as const;
  const bound = (host: object, options?: object) => () => assemble(parts, [{ key: 'val', host, codecs: [], rows }], options);
  const meant = (found: string, method: string) =>
    new Fault([`the host of val has ${JSON.stringify(found)}, which nothing calls: it must be ${JSON.stringify(method)}`]);

  test.each(['bigcount', 'BigCount', 'big_count', 'big-count'])('%s is refused', (name) => {
    expect(bound({ [name]: nothing })).toThrow(meant(name, 'bigCount'));
  });

  test('is named beside the one that every host must have', () => {
    const required = rows.map((row) => Object.assign([...row], { 7: 1 }) as unknown as HostRow);
    const host = { big_count: nothing, small: nothing };
    const lacks = 'the host has no method val.bigCount, which every host of this version must have';
    const both = new Fault([lacks, ...meant('big_count', 'bigCount').differences]);
    expect(() => assemble(parts, [{ key: 'val', host, codecs: [], rows: required }], undefined)).toThrow(both);
  });

  test.each<[string, object]>([
    ['a helper of another name', { countBig: nothing }],
    ['a helper beside the method', { bigCount: nothing, big_count: nothing }],
    ['what is no function', { big_count: 4 }],
    [
      'methods and fields of a class',
      new (class {
        cache = new Map();
        _count = nothing;
        big = nothing;
        big_count() {}
      })(),
    ],
  ])('%s is not', (_, host) => {
    expect(bound(host)).not.toThrow();
  });

  test('is refused of a host that deterministic mode answers for', () => {
    const deterministic = { settle: () => [], answer: () => nothing, faults: () => [] };
    expect(bound({ big_count: nothing }, { deterministic })).toThrow(meant('big_count', 'bigCount'));
    expect(bound({ bigCount: nothing }, { deterministic })).not.toThrow();
  });

  test('is refused of core functions by their fields, as is what is no function', () => {
    expect(bound(raw({ BIG_COUNT: nothing }))).toThrow(meant('BIG_COUNT', 'big_count'));
    expect(bound(raw({ bigcount: nothing }))).toThrow(meant('bigcount', 'big_count'));
    expect(() => raw(undefined as never)).toThrow(
      new Fault(['a raw host must be an object of functions, such as the wasiImport of a WASI; it is undefined']),
    );
    expect(bound(raw({ big_count: 4 }))).toThrow(new Fault(['big_count of a raw host must be a function']));
    expect(bound(raw({ big_count: nothing, countBig: nothing }))).not.toThrow();
  });
});

test('an interface that is bound twice', () => {
  const { bindVal, createImportsOf } = values.entry as unknown as Record<string, (...given: unknown[]) => unknown>;
  expect(() => createImportsOf?.([bindVal?.(val), bindVal?.(val)])).toThrow(new AbiLinkError(['the interface val is bound twice']));
});

test('an interface that no target has a host for', async () => {
  const { entry } = await load('odd');
  expect(() => entry.createImports({ guest: {} })).toThrow(new entry.AbiLinkError(['there is no interface "guest"; known are odd']));
});

describe('hosts', () => {
  const binder = (key: string) => (host: object) => ({ key, host, codecs: [], rows: [] });
  const binders = [binder('one'), binder('two')];
  const keys = ['one', 'two', 'elsewhere'];

  test('are bound in the order of the interfaces; one for an interface of another target stays unused', () => {
    const hosts = { elsewhere: {}, two: {}, one: undefined };
    expect(bindAll(keys, binders, hosts)).toEqual([undefined, { key: 'two', host: {}, codecs: [], rows: [] }]);
    expect(() => bindAll(keys.slice(0, 2), binders, hosts)).toThrow('there is no interface "elsewhere"; known are one, two');
  });

  test.each([undefined, null, {}])('may be none: %j', (none) => {
    expect(bindAll(keys, binders, none)).toEqual([undefined, undefined]);
  });
});

test('a promise of another realm is one', async () => {
  const late = await load('late');
  const foreign = runInNewContext('Promise') as PromiseConstructor;
  const host = stub({ open: () => ({}), wait: () => foreign.resolve(7) });
  const guest = await rig(late, { io: host.host }, {}, caller(late.lowered, streamExports));
  const wait = () => call(guest, 'do_wait', file, 1);
  const file = call(guest, 'do_open', 0, 0) as number;
  expect(wait()).toBe(-11);
  await new Promise((done) => setTimeout(done, 5));
  expect([wait(), guest.blamed]).toEqual([7, []]);
});
