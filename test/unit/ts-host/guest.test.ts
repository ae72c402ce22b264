import { describe, expect, test } from 'vitest';
import { GuestPointer, totalOf } from '../../../runtime-glue/buffers.js';
import { callExport, type ExportInfo, enter, exportsOf } from '../../../runtime-glue/exports.js';
import { crash, fail } from '../../../runtime-glue/failing.js';
import { AbiTrap, err, errorDomain, Failure } from '../../../runtime-glue/failure.js';
import { grant } from '../../../runtime-glue/grants.js';
import { Guest } from '../../../runtime-glue/guest.js';
import { attachMemory } from '../../../runtime-glue/link.js';
import { embed, json } from '../../../runtime-glue/payload.js';
import type { Failing, HostRow } from '../../../runtime-glue/row.js';

const page = 65536;
const attached = (): Guest => {
  const guest = new Guest({}, 'disabled');
  attachMemory(guest, new WebAssembly.Memory({ initial: 1, maximum: 2 }));
  return guest;
};

describe('guest pointers', () => {
  const at = (address: number) => new GuestPointer(attached(), address);

  test('read copies, and write what lies in memory', () => {
    const pointer = at(page - 8);
    expect(pointer.write(0, Uint8Array.of(1, 2, 3))).toBe(true);
    const read = pointer.read(1, 2);
    expect(read).toEqual(Uint8Array.of(2, 3));
    pointer.write(0, new Uint8Array(3));
    expect(read).toEqual(Uint8Array.of(2, 3));
    expect([pointer.writeU32(4, 0x01020304), pointer.read(4, 4)]).toEqual([true, Uint8Array.of(4, 3, 2, 1)]);
    expect(pointer.read(8, 0)).toEqual(new Uint8Array(0));
  });

  test.each([
    [page - 8, 0, 9],
    [page, 0, 1],
    [0, -1, 1],
    [0, 0, -1],
    [2 ** 32 - 1, 0, 1],
    [0, Number.NaN, 1],
    [0, 0, Number.NaN],
    [0, 2 ** 53, 2 ** 53],
  ])('at %i, offset %i, length %i: nothing', (address, offset, length) => {
    const pointer = at(address);
    expect(pointer.read(offset, length)).toBeUndefined();
    if (length > 0) expect([pointer.write(offset, new Uint8Array(Math.min(length, 64))), pointer.writeU32(offset, 1)]).toContain(false);
  });

  test('the sum of several lengths', () => {
    expect(totalOf([new Uint8Array(3), new Uint8Array(0), new Uint8Array(4)])).toBe(7);
  });
});

describe('guest exports', () => {
  const info = (name: string, ...params: ExportInfo['params']): ExportInfo => ({ name, params });

  test('get numbers in the core type of each parameter, and 0 for those that lack', () => {
    const guest = attached();
    const seen: unknown[] = [];
    guest.exports = { f: (...values: unknown[]) => void seen.push(...values) };
    enter(guest, info('f', 'i64', 'i32', 'f64', 'i64', 'i32'), [5, 6n, 1.5]);
    enter(guest, info('f', 'i64'), [2n ** 64n - 1n]);
    expect(seen).toEqual([5n, 6, 1.5, 0n, 0, -1n]);
  });

  test('answer as an unsigned number, or trap', () => {
    const answers = (value: unknown) => {
      const guest = attached();
      guest.exports = { f: () => value };
      return callExport(guest, info('f'), []);
    };
    expect([answers(-1), answers(-1n), answers(7), answers(undefined)]).toEqual([0xffff_ffffn, 2n ** 64n - 1n, 7n, 0n]);
    for (const odd of [1.5, Number.NaN, 'x', [1, 2]]) expect(() => answers(odd)).toThrow('f answered no integer');
  });

  test('that lack trap, and those that are no functions are given as they are', () => {
    const guest = attached();
    const memory = new WebAssembly.Memory({ initial: 0 });
    guest.exports = { memory, f: () => 3 };
    const found = exportsOf(guest, [info('memory'), info('f'), info('gone')]);
    expect([Object.keys(found), found.memory, (found.f as () => number)()]).toEqual([['memory', 'f'], memory, 3]);
    expect(() => enter(guest, info('gone'), [])).toThrow('gone is not exported by the guest, which needs it here');
  });

  test('that throw poison the guest, and the first cause stays', () => {
    const guest = attached();
    guest.exports = {
      f: () => {
        throw new RangeError('deep');
      },
    };
    expect(() => enter(guest, info('f'), [])).toThrow(RangeError);
    expect(() => enter(guest, info('f'), [])).toThrow(AbiTrap);
    expect(() => guest.trap('a second', 'trap')).toThrow('the guest export f threw');
    expect(() => guest.leave()).toThrow(AbiTrap);
  });
});

describe('failures', () => {
  const failing = (how: Failing): HostRow => [0, 'bC', () => () => 0, 0, '', how];
  const { E } = errorDomain('x.y', { E: 3 });

  test('are constants, with or without a text', () => {
    expect(err(E)).toBe(E);
    expect(err(E, 'why')).toEqual(new Failure('x.y', 'E', 3, 'why'));
    expect(Object.isFrozen(errorDomain('x.y', { E: 3 }))).toBe(true);
  });

  test('that the function does not declare are described to the host', () => {
    const blamed: unknown[] = [];
    const guest = new Guest({ onHostError: ({ cause }) => void blamed.push(cause) }, 'disabled');
    const row = failing({ of: 'a', domains: ['other'], style: 3, internal: 5 });
    expect([fail(guest, row, E), fail(guest, row, null), fail(guest, row, true), fail(guest, row, 'x')]).toEqual([-5n, -5n, -5n, -5n]);
    expect(blamed.map(String)).toEqual([
      'TypeError: a.b-c: the host answered the error x.y E 3, which it does not declare',
      'TypeError: a.b-c: the host answered null, which does not fit its result',
      'TypeError: a.b-c: the host answered true, which does not fit its result',
      'TypeError: a.b-c: the host answered a string, which does not fit its result',
    ]);
  });

  test('in a status encoding are never the success code', () => {
    const row = failing({ of: 'a', domains: ['x.y'], internal: 9, success: 3 });
    const guest = new Guest({}, 'disabled');
    expect([fail(guest, row, E), fail(guest, row, new Failure('x.y', 'F', 0)), fail(guest, row, new Failure('x.y', 'G', -4))]).toEqual([
      9, 0, -4,
    ]);
  });
});

describe('hosts of functions without errors', () => {
  const row: HostRow = [0, 'bC', () => () => 0, 0, '', { of: 'a' }];
  const crashed = (answer: unknown, thrown?: boolean) => {
    const blamed: unknown[] = [];
    const guest = new Guest({ onHostError: ({ cause }) => void blamed.push(cause) }, 'disabled');
    expect(() => crash(guest, row, answer, thrown)).toThrow('a.b-c has no error for a failing host');
    expect(guest.gate).toBe(2);
    return blamed.map(String);
  };

  test('that fail poison the guest, and are told what was wrong', async () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new RangeError('trap');
        },
      },
    );
    const unfit = (answer: unknown, told: string) =>
      expect(crashed(answer)).toEqual([`TypeError: a.b-c: the host answered ${told}, which does not fit its result`]);
    unfit(null, 'null');
    unfit(undefined, 'undefined');
    unfit(-1, '-1');
    unfit(2n ** 64n, '18446744073709551616n');
    unfit(new Uint8Array(5), 'a view of 5 bytes');
    unfit({ size: 3, mode: 4n, at: undefined, name: 'x' }, '{ size: 3, mode: 4n, at: undefined, name: a string }');
    unfit([{ kind: 'inet', to: [{ port: 70_000 }] }], '{ 0: { kind: a string, to: an object } }');
    unfit(Object.assign(new Array(100).fill(true), { length: 20 }), `{ ${[...Array(8).keys()].map((i) => `${i}: true`).join(', ')} }`);
    expect(crashed(new RangeError('why'), true)).toEqual(['RangeError: why']);
    expect([crashed(hostile), crashed(hostile, true)]).toEqual([['RangeError: trap'], ['RangeError: trap']]);
    const late = Promise.reject(new RangeError('late'));
    expect(crashed(late)).toEqual(['TypeError: a.b-c: the host answered a promise from a method that must answer at once']);
    await expect(late).rejects.toThrow('late');
  });

  test('that throw over a poisoned guest give way to the trap', () => {
    const guest = new Guest({}, 'disabled');
    expect(() => guest.trap('x', 'first')).toThrow(AbiTrap);
    expect(() => crash(guest, row, new RangeError('second'), true)).toThrow('x first');
  });
});

describe('grants', () => {
  const vocabulary = {
    'a.b': [[], []],
    'a.c': [[], ['a.b', 'elsewhere']],
    a: [[], ['a.c']],
    d: [['old.d'], ['d']],
  } as const;
  const of = (...grants: string[]) =>
    Object.entries(grant(vocabulary, grants).capabilities)
      .flatMap(([name, by]) => (by === null ? [] : [name]))
      .sort();

  test('expand groups, aliases and what they imply, within the vocabulary of the target', () => {
    expect([of('a.b'), of('a.c'), of('a'), of('a.*'), of('old.d')]).toEqual([
      ['a.b'],
      ['a.b', 'a.c'],
      ['a', 'a.b', 'a.c'],
      ['a.b', 'a.c'],
      ['d'],
    ]);
    expect(of()).toEqual([]);
    expect(grant(vocabulary, ['a.*']).capabilities).toEqual(
      Object.assign(Object.create(null), { 'a.b': 'a.*', 'a.c': 'a.*', a: null, d: null }),
    );
  });

  test('of a group hold what was renamed out of it', () => {
    const renamed = { 'net.dial': [['wire.dial'], []], 'wire.tap': [[], []] } as const;
    expect(grant(renamed, ['wire.*']).granted).toEqual(['net.dial', 'wire.tap']);
    expect(grant(renamed, ['wire.dial']).granted).toEqual(['net.dial']);
    expect([of('old.*'), of('old.d', 'a.*')]).toEqual([['d'], ['a.b', 'a.c', 'd']]);
  });

  test('that were given before are known again by their names, whatever became of their array', () => {
    const given = ['a.b', 'd'];
    const { capabilities, granted } = grant(vocabulary, given);
    expect([Object.isFrozen(capabilities), Object.isFrozen(granted), granted]).toEqual([true, true, ['a.b', 'd']]);
    expect(grant(vocabulary, ['a.b', 'd']).capabilities).toBe(capabilities);
    given[0] = 'a.c';
    expect(of(...given)).toEqual(['a.b', 'a.c', 'd']);
    expect(grant({ ...vocabulary, d: [[], ['a']] }, ['a.b', 'd']).granted).toEqual(['a.b', 'a.c', 'a', 'd']);
    expect(() => of('a.b,d')).toThrow('there is no capability "a.b,d"');
    expect(of('d', 'a.b')).toEqual(['a.b', 'd']);
    expect(of('a.b')).toEqual(['a.b']);
    expect(of()).toEqual([]);
  });

  test('that name nothing are all told at once', () => {
    expect(() => of('a.b', 'x', 'odd.*')).toThrow(
      'there is no capability "x" on this target; known are a.b, a.c, a, d\nthere is no capability "odd.*"',
    );
  });
});

describe('payloads', () => {
  test('JSON refuses what it cannot say', () => {
    expect(json().decode(json().encode({ a: [1, 'é'] }))).toEqual({ a: [1, 'é'] });
    expect(() => json().encode(undefined)).toThrow('JSON has no undefined');
    expect(() => json().encode(() => 1)).toThrow('JSON has no function');
  });

  const buffer = { at: ['parts', '*'], address: 'ptr', length: 'len', view: 'data' };
  const embedded = (value: unknown, guest = attached()) => embed(guest, guest.mem(), value, buffer);

  test.each([
    [null],
    [{}],
    [{ parts: {} }],
    [{ parts: [null] }],
    [{ parts: [{ ptr: 1 }] }],
    [{ parts: [{ ptr: '1', len: 1 }] }],
    [{ parts: [{ ptr: 1, len: page }] }],
    [{ parts: [Object.freeze({ ptr: 1, len: 1 })] }],
  ])('an address that is not in %j makes no view', (value) => {
    expect(embedded(value)).toBe(false);
  });

  test('copies are together at most as long as the memory, and each looks at no more than the last', () => {
    const guest = attached();
    let looks = 0;
    const get = (list: never[], key: PropertyKey) => {
      looks++;
      return Reflect.get(list, key);
    };
    const copies = new Proxy<never[]>([], { get });
    const parts = Array.from({ length: 2048 }, () => ({ ptr: 8, len: page / 2048 }));
    const copied = (more: object[]) => embed(guest, guest.mem(), { parts: more }, buffer, copies);
    expect([copied(parts), copies.length, copied([{ ptr: 8, len: 0 }]), copied([{ ptr: 8, len: 1 }])]).toEqual([true, 2048, true, false]);
    expect(looks).toBeLessThan(8 * 2048);
  });

  test('shared memory is not lent', () => {
    const guest = new Guest({ threads: true }, 'optional');
    attachMemory(guest, new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    expect([embedded({ parts: [{ ptr: 1, len: 1 }] }, guest), embedded({ parts: [{ ptr: 1, len: 1 }] })]).toEqual([false, true]);
  });
});
