import { decode, encode } from '@msgpack/msgpack';
import { beforeAll, describe, expect, test } from 'vitest';
import { call, changes, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

const EINVAL = -22;
const EFAULT = -14;
const EIO = -5;

let pkg: Package;
let texts: Package;
let guest: Rig;
let host: Stub;
let lines: Rig;
let reader: Stub;

beforeAll(async () => {
  [pkg, texts] = await Promise.all([load('encodings'), load('buffers')]);
  host = stub();
  const codecs = { msgpack: { encode, decode } };
  guest = await rig(pkg, { enc: host.host }, { codecs });
  reader = stub();
  lines = await rig(texts, { io: reader.host });
});

const send = (field: string, what: string | ArrayLike<number>) => call(guest, field, 0, guest.put(0, what));
const last = (): unknown => host.calls.at(-1)?.[0];

describe('case 79: text', () => {
  test.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut character', [0x61, 0xe2, 0x82]],
    ['a bad byte after 20 good ones', [...new Uint8Array(20).fill(97), 0xff]],
  ])('%s is an error', (_, bytes) => {
    const before = reader.calls.length;
    expect(call(lines, 'text', 0, lines.put(0, bytes))).toBe(EINVAL);
    expect(reader.calls.length).toBe(before);
  });

  test.each(['\ufefftext', 'text \ufffd as such', 'a\0b', '', 'snow ☃ and 𝒳', 'x'.repeat(40)])('%j arrives as it is', (text) => {
    expect(call(lines, 'text', 0, lines.put(0, text))).toBe(0);
    expect(reader.calls.at(-1)).toEqual([text]);
  });

  test('case 80: a lone surrogate of the host becomes U+FFFD, and lengths are in bytes', () => {
    reader.answers = { name: () => 'a\ud800b', cut: () => 'é☃' };
    expect(call(lines, 'name', 0, 16, 32)).toBe(0);
    expect(lines.text(0, lines.view().getUint32(32, true))).toBe('a\ufffdb');
    expect([0, 1, 2, 3, 4, 5].map((cap) => [call(lines, 'cut', 0, cap, 32), lines.view().getUint32(32, true)][1])).toEqual([
      0, 0, 2, 2, 2, 5,
    ]);
  });
});

describe('packed', () => {
  const item = (name: string, code: number) => {
    const little = (value: number, size: number) => Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 255);
    return [...little(name.length, 2), ...new TextEncoder().encode(name), ...little(code, 4)];
  };

  test('what is encoded right arrives', () => {
    expect(send('put', [2, 0, 0, 0, ...item('a', 1), ...item('bc', 2)])).toBe(0);
    expect(last()).toEqual([
      { name: 'a', code: 1 },
      { name: 'bc', code: 2 },
    ]);
  });

  test.each([
    ['a count of 2^32-1', [255, 255, 255, 255, ...item('a', 1)]],
    ['a count that is too small', [1, 0, 0, 0, ...item('a', 1), ...item('b', 1)]],
    ['a length beyond the end', [1, 0, 0, 0, 9, 0, 97]],
    ['nothing', []],
    ['text that is not UTF-8', [1, 0, 0, 0, 1, 0, 0xff, 1, 0, 0, 0]],
  ])('case 87: %s is refused', (_, bytes) => {
    const before = host.calls.length;
    expect(send('put', bytes)).toBe(EINVAL);
    expect(host.calls.length).toBe(before);
  });

  test('an error is not a value, though it has a name and a code', () => {
    host.answers = { get: () => pkg.entry.Errno.EAGAIN };
    expect(changes(guest, () => call(guest, 'get', 0, 64, 128))).toEqual({ result: -11, at: [] });
  });

  test.each([[{ name: 'x', code: -1 }], [{ name: 5, code: 1 }], [{}], [null], ['x'], [{ name: 'y'.repeat(70_000), code: 1 }]])(
    'what is not of the type is an error: %j',
    (value) => {
      host.answers = { get: () => value };
      expect(changes(guest, () => call(guest, 'get', 0, 64, 128))).toEqual({ result: EIO, at: [] });
    },
  );

  test('what is counted is what is written, whatever the length of a list says', () => {
    class Odd extends Array<unknown> {
      override *[Symbol.iterator](): ArrayIterator<unknown> {
        yield { name: 'a', code: 1 };
        yield { name: 'b', code: 2 };
      }
    }
    host.answers = { list: () => new Odd(0) };
    expect(call(guest, 'list', 0, 64, 128)).toBe(0);
    expect(guest.get(0, 4)).toEqual([2, 0, 0, 0]);
  });
});

describe('payloads', () => {
  test('case 87: `__proto__` is a key like others, and depth has an end', () => {
    expect(send('send', '{"__proto__":{"polluted":true}}')).toBe(0);
    expect(Object.getOwnPropertyNames(last())).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(send('tree', '{"__proto__":{}}')).toBe(EINVAL);
    expect(send('tree', '{"next":{"next":{}}}')).toBe(0);
    expect(send('tree', `${'{"next":'.repeat(5000)}{}${'}'.repeat(5000)}`)).toBe(EINVAL);
  });

  test('case 87: a header that promises too much is refused', () => {
    for (const bytes of [
      [0xdd, 255, 255, 255, 255],
      [0xdf, 255, 255, 255, 255, 1],
      [0xc6, 255, 255, 255, 255],
      new Array(20_000).fill(0x91),
    ]) {
      const length = guest.put(0, bytes);
      expect(call(guest, 'pack', 0, length, 40_000, 64, 41_000)).toBe(EINVAL);
    }
  });

  test.each([
    ['JSON that is cut', '{"a":'],
    ['bytes that are not UTF-8', [0x22, 0xff, 0x22]],
  ])('%s is refused', (_, what) => {
    expect(send('send', what)).toBe(EINVAL);
  });

  const throwing = () => {
    throw { cause: 'secret' };
  };
  test.each<[string, () => unknown, number]>([
    ['an error', () => pkg.entry.Errno.EAGAIN, -11],
    ['a promise', async () => 1, EIO],
    ['undefined', () => undefined, EIO],
    ['a bigint in JSON', () => 1n, EIO],
    ['an exception with a cause', throwing, EIO],
  ])('%s is not encoded', (_, reply, code) => {
    host.answers = { reply };
    expect(changes(guest, () => call(guest, 'reply', 0, 64, 128))).toEqual({ result: code, at: [] });
  });

  test('a codec that gives no bytes is a failing host', async () => {
    const odd = { encode: () => 'text' as never, decode: () => 1 };
    const other = await rig(pkg, { enc: host.host }, { codecs: { msgpack: odd } });
    host.answers = { pack: () => 1 };
    expect(call(other, 'pack', 0, 1, 64, 16, 128)).toBe(EIO);
    host.answers = { pack: () => 1 };
    expect([call(guest, 'pack', 0, guest.put(0, [7]), 64, 16, 128), guest.get(64, 1)]).toEqual([0, [1]]);
  });

  test('addresses in a payload become checked views', () => {
    guest.bytes().fill(0);
    host.answers = { launch: ({ parts }: { parts: { data: Uint8Array }[] }) => void parts[0]?.data.fill(7) };
    expect(send('launch', '{"parts":[{"ptr":512,"len":2}]}')).toBe(0);
    expect(guest.get(511, 4)).toEqual([0, 7, 7, 0]);
    for (const [ptr, len] of [
      [65535, 2],
      [-1, 1],
      [0.5, 1],
      [0, 2 ** 40],
      [2 ** 32, 1],
    ])
      expect(send('launch', `{"parts":[{"ptr":${ptr},"len":${len}}]}`)).toBe(ptr === 0.5 ? EINVAL : EFAULT);
  });

  test('what declares more than it holds is a fault of the guest, and the codec is not asked', async () => {
    const asked: Uint8Array[] = [];
    const greedy = {
      encode,
      decode: (bytes: Uint8Array) => {
        asked.push(bytes);
        return decode(bytes);
      },
    };
    const other = await rig(pkg, { enc: host.host }, { codecs: { msgpack: greedy } });
    // Twenty lists in each other, of 33 million items each: a decoder would make room for all of them.
    const bomb = Array.from({ length: 100 }, (_, i) => [0xdd, 0x01, 0xf7, 0x8a, 0x40][i % 5] as number);
    const before = host.calls.length;
    expect([call(other, 'pack', 0, other.put(0, bomb), 256, 16, 512), asked, host.calls.length - before]).toEqual([EINVAL, [], 0]);
    host.answers = { pack: (value: unknown) => value };
    expect([call(other, 'pack', 0, other.put(0, [0x92, 1, 2]), 256, 16, 512), asked.length]).toEqual([0, 1]);
  });

  test('an interface is not bound without its codec', () => {
    expect(() => pkg.entry.createImports({ enc: host.host })).toThrow(/needs the codec msgpack/);
  });

  test.each<[string, unknown]>([
    ['a number', 4],
    ['null', null],
    ['an object without functions', {}],
    ['an object that only encodes', { encode: () => new Uint8Array(1) }],
    ['an object that only decodes', { decode: () => 1 }],
  ])('%s is no codec', (_, msgpack) => {
    expect(() => pkg.entry.createImports({ enc: host.host }, { codecs: { msgpack } })).toThrow(
      new pkg.entry.AbiLinkError(['enc needs the codec msgpack: give it in the option `codecs`, with its functions encode and decode']),
    );
  });

  test('bytes that a codec cannot decode are a fault of the guest, of which the host is not told', async () => {
    const other = await rig(pkg, { enc: host.host }, { codecs: { msgpack: { encode: () => new Uint8Array(1), decode: throwing } } });
    expect([call(other, 'pack', 0, 1, 64, 16, 128), other.blamed]).toEqual([EINVAL, []]);
  });
});
