import { beforeEach, describe, expect, test } from 'vitest';
import { type Bindings, call, changes, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

const EBADF = -9;
const EMFILE = -24;
const ENOMEM = -12;

const pkg: Package = await load('handles');
let host: Stub;
let guest: Rig;

beforeEach(async () => {
  host = stub({
    open: (n: number) => ({ n }),
    openDir: () => ({ dir: true }),
    use: (file: { n: number }) => file.n,
    dup: (file: object) => file,
    pair: () => ({ left: { n: 1 }, right: { n: 2 } }),
    nested: () => ({ n: 9 }),
  });
  guest = await rig(pkg, { files: host.host });
});

const open = (n: number, from = guest): bigint => call(from, 'open', n) as bigint;
const use = (handle: bigint, from = guest) => call(from, 'use', handle);

describe('case 77: a number that is no open handle of its kind', () => {
  test('forged, stale, of another kind, of another guest: none names anything', async () => {
    const file = open(7);
    const dir = BigInt(call(guest, 'open_dir') as number);
    expect([use(file), call(guest, 'use_dir', Number(dir))]).toEqual([7, 0]);
    for (const forged of [
      0n,
      1n,
      -1n,
      file + 1n,
      file - 1n,
      file ^ (1n << 20n),
      file + (1n << 28n),
      -file,
      file + 2n ** 53n,
      2n ** 63n - 1n,
      dir,
    ])
      expect([forged, use(forged)]).toEqual([forged, EBADF]);
    expect(call(guest, 'use_dir', Number(BigInt.asIntN(32, file)))).toBe(EBADF);
    call(guest, 'close', file);
    const reused = open(8);
    expect([use(file), use(reused)]).toEqual([EBADF, 8]);
    const other = await rig(pkg, { files: host.host }, { handleSeed: 5 });
    expect([use(reused, other), use(open(1, other), guest)]).toEqual([EBADF, EBADF]);
  });

  test('an aliased number is not the handle: `0x80000001 << 1` is 2 in 32 bits', () => {
    const dir = call(guest, 'open_dir') as number;
    expect(dir).toBeGreaterThan(0);
    for (const alias of [dir | 0x8000_0000, dir ^ 0x4000_0000, ~dir]) expect(call(guest, 'use_dir', alias)).toBe(EBADF);
  });

  test.each([Number.NaN, -1, 1.5, 2 ** 40, Number.POSITIVE_INFINITY])('a handle seed of %s gives handles that work', async (handleSeed) => {
    const seeded = await rig(pkg, { files: host.host }, { handleSeed });
    const file = open(3, seeded);
    expect([file > 0n, use(file, seeded)]).toEqual([true, 3]);
  });

  test('the absent value is absent, and none else', () => {
    expect(call(guest, 'maybe', -1n)).toBe(0);
    expect(host.calls.at(-1)).toEqual([null]);
    expect(call(guest, 'maybe', -2n)).toBe(EBADF);
  });
});

describe('case 76: quotas', () => {
  test('are checked before the host makes anything', () => {
    const files = [1, 2, 3, 4].map((n) => open(n));
    const before = host.calls.length;
    expect([open(5), call(guest, 'dup', files[0] as bigint), call(guest, 'nested')]).toEqual([-24n, -24n, -24n]);
    expect(host.calls.length).toBe(before);
    call(guest, 'close', files[2] as bigint);
    expect(use(open(6))).toBe(6);
  });

  test('count every handle of a call', () => {
    for (const n of [1, 2, 3]) open(n);
    expect(changes(guest, () => call(guest, 'pair', 0, 8))).toEqual({ result: EMFILE, at: [] });
    expect(call(guest, 'close', open(4))).toBe(0);
  });

  test('hold for what the guest opens while the call that asked runs', () => {
    host.answers.nested = () => {
      for (const n of [1, 2, 3, 4]) open(n);
      return { n: 9 };
    };
    expect(call(guest, 'nested')).toBe(-24n);
    expect(open(5)).toBe(-24n);
  });
});

describe('case 78: closing', () => {
  test('succeeds once', () => {
    const file = open(1);
    expect([call(guest, 'close', file), call(guest, 'close', file), use(file)]).toEqual([0, EBADF, EBADF]);
    expect(host.calls.filter((c) => c.length === 1 && typeof c[0] === 'object')).toHaveLength(1);
  });

  test('happens also if the host fails, and not if another parameter is bad', () => {
    const file = open(1);
    expect([call(guest, 'close_at', file, 65536, 1), use(file)]).toEqual([-14, 1]);
    guest.put(0, [0xff]);
    expect([call(guest, 'close_at', file, 0, 1), use(file)]).toEqual([-22, 1]);
    host.answers.closeAt = () => {
      throw new Error('no');
    };
    expect([call(guest, 'close_at', file, 0, 0), use(file)]).toEqual([-5, EBADF]);
  });

  test('a handle that is consumed cannot be another parameter too', () => {
    const [a, b] = [open(1), open(2)];
    const before = host.calls.length;
    expect([call(guest, 'rename', a, a), use(a), host.calls.length - before]).toEqual([EBADF, 1, 1]);
    expect([call(guest, 'rename', a, b), use(a), use(b)]).toEqual([0, EBADF, 2]);
  });
});

describe('values that are kept', () => {
  const length = () => guest.view().getUint32(64, true);
  const next = (file: bigint, cap: number) => [call(guest, 'next', file, 0, cap, 64), length(), ...guest.get(0, 3)];

  test('survive a buffer that is too small, also if the host uses its own again', () => {
    const shared = Uint8Array.of(1, 2, 3);
    host.answers.next = () => shared;
    const file = open(1);
    expect(next(file, 2)).toEqual([ENOMEM, 3, 0, 0, 0]);
    shared.fill(9);
    host.answers.next = () => Uint8Array.of(8);
    expect(next(file, 3)).toEqual([0, 3, 1, 2, 3]);
    expect(next(file, 3)).toEqual([0, 1, 8, 2, 3]);
  });

  test('belong to the resource, through each of its handles, until the last is closed', () => {
    const resource = { n: 1 };
    host.answers.open = () => resource;
    host.answers.next = () => Uint8Array.of(1, 2, 3);
    const file = open(1);
    const twin = call(guest, 'dup', file) as bigint;
    expect(next(file, 0)[0]).toBe(ENOMEM);
    host.answers.next = () => Uint8Array.of(7);
    call(guest, 'close', file);
    expect(next(twin, 0)[1]).toBe(3);
    call(guest, 'close', twin);
    expect(next(open(1), 3).slice(0, 3)).toEqual([0, 1, 7]);
  });

  test('work without a handle, and with several outputs', () => {
    host.answers.take = () => ({ data: Uint8Array.of(1, 2), more: 4 });
    expect(changes(guest, () => call(guest, 'take', 0, 1, 64, 80))).toEqual({ result: ENOMEM, at: [64] });
    host.answers.take = () => ({ data: Uint8Array.of(), more: 0 });
    expect(changes(guest, () => call(guest, 'take', 0, 2, 64, 80))).toEqual({ result: 0, at: [0, 1, 80] });
    host.answers.accept = () => ({ peer: { n: 5 }, name: 'long' });
    expect(call(guest, 'accept', 0n, 96, 128, 2, 64)).toBe(ENOMEM);
    host.answers.accept = () => ({ peer: { n: 6 }, name: 'new' });
    expect(call(guest, 'accept', 0n, 96, 128, 4, 64)).toBe(0);
    expect(use(guest.view().getBigInt64(96, true))).toBe(5);
  });
});

test.each([
  ['a number', 5],
  ['null', null],
  ['a promise', Promise.resolve({})],
  ['a thenable', Object.fromEntries([['then', () => 1]])],
  ['an error of another domain', 'made below'],
])('%s is not a resource', (name, value) => {
  host.answers.open = () => (name.startsWith('an error') ? new pkg.entry.Failure('x.y', 'X', 3) : value);
  expect(open(1)).toBe(-5n);
  expect(guest.blamed).toHaveLength(1);
});

test('a function is a resource', () => {
  const resource = Object.assign(() => 1, { n: 4 });
  host.answers.open = () => resource;
  expect(use(open(1))).toBe(4);
});

test('bindings serve one memory', async () => {
  const other = await rig(pkg, { files: host.host });
  const { bindings } = guest as { bindings: Bindings };
  const instance = { exports: { memory: other.memory } } as unknown as WebAssembly.Instance;
  expect(() => pkg.entry.attach(bindings, instance)).toThrow(pkg.entry.AbiLinkError);
});
