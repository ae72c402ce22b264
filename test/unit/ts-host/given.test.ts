import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { bindAll } from '../../../runtime-glue/assemble.js';
import { caller, streamExports } from '../../async/guest.js';
import { call, load, rig, stub } from '../../runtime/support.js';

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
