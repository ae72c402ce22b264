import { beforeEach, describe, expect, test } from 'vitest';
import { call, changes, importsOf, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

const EIO = -5;
const pkg: Package = await load('buffers');
const values: Package = await load('values');
let host: Stub;
let guest: Rig;

beforeEach(async () => {
  host = stub();
  guest = await rig(pkg, { io: host.host });
});

const throwing = () => {
  throw new Error('secret of the host');
};
/** An object of which every look throws. */
const hostile = (): object => new Proxy({}, new Proxy({}, { get: () => throwing }));

describe('case 88: a host that fails', () => {
  test.each([
    ['an Error', throwing],
    [
      'null',
      () => {
        throw null;
      },
    ],
    [
      'undefined',
      () => {
        throw undefined;
      },
    ],
    [
      'text',
      () => {
        throw 'secret of the host';
      },
    ],
    [
      'a hostile object',
      () => {
        throw hostile();
      },
    ],
    [
      'another AbiTrap',
      () => {
        throw new pkg.entry.AbiTrap('of another guest');
      },
    ],
    [
      'a failure of another domain',
      () => {
        throw new pkg.entry.Failure('other.errno', 'X', 3);
      },
    ],
  ])('by throwing %s gives the declared internal error and the cause to the hook', (_, method) => {
    host.answers = { name: method, read: method, two: method };
    for (const run of [
      () => call(guest, 'name', 0, 64, 64),
      () => call(guest, 'read', 0, 8),
      () => call(guest, 'two', 0, 8, 64, 16, 8, 68),
    ])
      expect(changes(guest, run)).toEqual({ result: EIO, at: [] });
    expect(guest.blamed).toHaveLength(3);
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['text for a number', '4'],
    ['a bigint for a number', 4n],
    ['a symbol', Symbol('x')],
    ['an object with valueOf', { valueOf: throwing }],
    ['a hostile object', hostile()],
    ['NaN', Number.NaN],
    ['a fraction', 0.5],
  ])('by returning %s gives it too: nothing reads as 0', (_, answer) => {
    host.answers = { read: () => answer, recv: () => answer, scatter: () => answer };
    expect([call(guest, 'read', 0, 8), call(guest, 'recv', 0, 8)]).toEqual([EIO, EIO]);
    expect(changes(guest, () => call(guest, 'scatter', 0, 0, 64))).toEqual({ result: EIO, at: [] });
  });

  test('by getters that throw, or answer otherwise the second time, leaves memory as it was', () => {
    host.answers = {
      two: () => ({
        left: Uint8Array.of(1),
        get right() {
          return throwing();
        },
      }),
    };
    expect(changes(guest, () => call(guest, 'two', 0, 8, 64, 16, 8, 68))).toEqual({ result: EIO, at: [] });
    let reads = 0;
    host.answers = {
      two: () => ({
        left: Uint8Array.of(1),
        get right() {
          return ++reads === 1 ? Uint8Array.of(2) : new Uint8Array(1000).fill(3);
        },
      }),
    };
    expect(changes(guest, () => call(guest, 'two', 0, 8, 64, 16, 8, 68))).toEqual({ result: 0, at: [0, 16, 64, 68] });
  });

  test('with bytes that lie about their length does not fill a buffer that it would fit by its own word', () => {
    class Liar extends Uint8Array<ArrayBuffer> {
      override get length() {
        return 1;
      }
    }
    const liar = new Liar(new ArrayBuffer(1000)).fill(7);
    const owner = Object.defineProperty(new Uint8Array(1000).fill(7), 'length', { value: 1 });
    for (const left of [liar, owner]) {
      host.answers = { two: () => ({ left, right: Uint8Array.of() }) };
      const { result, at } = changes(guest, () => call(guest, 'two', 0, 8, 64, 16, 8, 68));
      expect([result, at.filter((a) => a < 64)]).toEqual([-12, []]);
    }
  });

  test('by returning guest memory that the answer changes', () => {
    guest.put(0, [1, 2, 3, 4, 5, 6, 7, 8]);
    host.answers = { two: () => ({ left: guest.bytes().subarray(4, 8), right: guest.bytes().subarray(0, 4) }) };
    expect(call(guest, 'two', 0, 4, 64, 4, 4, 68)).toBe(0);
    expect(guest.get(0, 8)).toEqual([5, 6, 7, 8, 1, 2, 3, 4]);
  });

  test('in its hook changes nothing', async () => {
    const odd = await rig(pkg, { io: host.host }, { onHostError: throwing });
    host.answers = { read: throwing };
    expect(call(odd, 'read', 0, 0)).toBe(EIO);
  });

  test('where no error is declared traps', () => {
    host.answers = { log: throwing };
    expect(() => call(guest, 'log', 0, 0)).toThrow(pkg.entry.AbiTrap);
  });
});

describe('a failure', () => {
  test.each([0, -11, Number.NaN, 1.5, 2 ** 31, '11', undefined])(
    'with the made up code %s does not read as success or as a value',
    (code) => {
      host.answers = { read: () => new pkg.entry.Failure('io.errno', 'X', code as number) };
      expect(call(guest, 'read', 0, 0)).toBe(EIO);
    },
  );

  test('of an open number is answered as it is', () => {
    host.answers = { read: () => new pkg.entry.Failure('io.errno', 'EX', 77) };
    expect(call(guest, 'read', 0, 0)).toBe(-77);
  });
});

describe('case 89: a promise from a method that must answer at once', () => {
  test('is the internal error, also where nothing is to be returned; its rejection is reported and nothing else', async () => {
    host.answers = { text: async () => throwing(), read: async () => 3, name: async () => 'x' };
    expect([call(guest, 'text', 0, 0), call(guest, 'read', 0, 0), call(guest, 'name', 0, 8, 16)]).toEqual([EIO, EIO, EIO]);
    await new Promise((done) => setTimeout(done, 5));
    expect(guest.blamed.map(String)).toEqual([
      'TypeError: io.text: the host answered a promise from a method that must answer at once',
      'TypeError: io.read: the host answered a promise from a method that must answer at once',
      'TypeError: io.name: the host answered a promise from a method that must answer at once',
      'Error: secret of the host',
    ]);
  });

  test('of another library is one as well', async () => {
    const then = (_: unknown, fail: (cause: unknown) => void) => fail(new Error('later'));
    host.answers = { read: () => ({ then }) };
    expect(call(guest, 'read', 0, 0)).toBe(EIO);
    await new Promise((done) => setTimeout(done, 5));
    expect(guest.blamed.map(String)).toEqual([
      'TypeError: io.read: the host answered a promise from a method that must answer at once',
      'Error: later',
    ]);
  });
});

describe('case 88: a guest that catches the trap', () => {
  const catching = (lowered: Package['lowered']) => `(module ${importsOf(lowered)}
    (memory (export "memory") 1)
    (func (export "run") (result i32)
      (try (do (call $log (i32.const 65536) (i32.const 1))) (catch_all))
      (try (do (drop (call $text (i32.const 0) (i32.const 0)))) (catch_all))
      (call $text (i32.const 0) (i32.const 0))))`;

  test('meets it again at every later call, and the host meets none of them', async () => {
    const poisoned = await rig(pkg, { io: host.host }, {}, catching(pkg.lowered));
    expect(() => call(poisoned, 'run')).toThrow('io.log was given a bad address in text');
    expect(host.calls).toEqual([]);
  });
});

test('a method that takes more parameters than it is given, or is none, is noticed when it is bound', () => {
  const bind = (method: unknown) => () => values.entry.createImports({ val: { bigCount: method } });
  expect(bind((_: number) => 1n)).toThrow('the host method val.bigCount takes 1 parameters; it is called with 0');
  expect(bind(5)).toThrow('the host has no method val.bigCount: it is a number');
  expect(bind({})).toThrow('the host has no method val.bigCount: it is an object');
  expect(bind(undefined)).toThrow('the host has no method val.bigCount, which every host of this version must have');
});
