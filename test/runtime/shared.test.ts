import { beforeEach, expect, test } from 'vitest';
import { call, importsOf, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

// Of the targets here, only this one has threads: on every host the tests are of its entry.
const pkg: Package = await load('shared', 'wasi');
const fields = ['text', 'read', 'cell', 'recv', 'change', 'gather', 'scatter'];
const guestText = `(module (import "env" "memory" (memory 1 4 shared)) ${importsOf(pkg.lowered)}
  (export "memory" (memory 0)) ${fields.map((f) => `(export "${f}" (func $${f}))`).join(' ')})`;

let host: Stub;
let guest: Rig;

beforeEach(async () => {
  host = stub();
  guest = await rig(pkg, { mem: host.host }, { threads: true }, guestText);
});

/** What another thread would do between two looks of the host. */
const meddle = () => new Uint8Array(guest.memory.buffer).fill(0xff, 0, 64);

test('shared memory is refused unless the host says that it is thread-safe', async () => {
  await expect(rig(pkg, { mem: host.host }, {}, guestText)).rejects.toThrow('set the option `threads`');
  await expect(rig(pkg, { mem: host.host }, { threads: 1 }, guestText)).rejects.toThrow('set the option `threads`');
  const browser = await load('shared', 'browser');
  await expect(rig(browser, { mem: host.host }, { threads: true }, guestText)).rejects.toThrow('this target has no threads');
});

test('a page that is not cross-origin isolated is told so', async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'crossOriginIsolated');
  Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false, configurable: true });
  try {
    await expect(rig(pkg, { mem: host.host }, { threads: true }, guestText)).rejects.toThrow('this page is not cross-origin isolated');
  } finally {
    if (own) Object.defineProperty(globalThis, 'crossOriginIsolated', own);
    else Reflect.deleteProperty(globalThis, 'crossOriginIsolated');
  }
});

test('case 81: text is copied before it is decoded, bytes before they are lent', () => {
  for (const text of ['short', 'a longer text than the short path takes', 'é☃']) {
    expect(call(guest, 'text', 0, guest.put(0, text))).toBe(0);
    expect(host.calls.at(-1)).toEqual([text]);
  }
  let seen: number[] = [];
  host.answers = {
    read: (data: Uint8Array) => {
      meddle();
      expect(data.buffer).not.toBeInstanceOf(SharedArrayBuffer);
      seen = [...data];
    },
    gather: (list: Uint8Array[]) => {
      meddle();
      seen = list.flatMap((b) => [...b]);
    },
  };
  guest.put(0, [1, 2, 3]);
  call(guest, 'read', 0, 3);
  expect(seen).toEqual([1, 2, 3]);
  guest.put(0, [1, 2, 3]);
  guest.view().setUint32(128, 0, true);
  guest.view().setUint32(132, 3, true);
  call(guest, 'gather', 128, 1);
  expect(seen).toEqual([1, 2, 3]);
});

test('case 82: a value is read once: what was checked is what the host gets', () => {
  guest.view().setUint32(0, 2, true);
  const { getUint32 } = DataView.prototype;
  const reads: number[] = [];
  DataView.prototype.getUint32 = function (this: DataView, at: number, little?: boolean) {
    const value = getUint32.call(this, at, little);
    if (this.buffer === guest.memory.buffer) {
      reads.push(at);
      new DataView(this.buffer).setUint32(at, 99, true);
    }
    return value;
  };
  try {
    expect(call(guest, 'cell', 0)).toBe(0);
  } finally {
    DataView.prototype.getUint32 = getUint32;
  }
  expect([host.calls.at(-1), reads]).toEqual([[{ mode: 2, n: 0 }], [0, 4]]);
});

test('what the host fills or changes is a copy that is brought back', () => {
  const shared: boolean[] = [];
  host.answers = {
    recv: (view: Uint8Array) => {
      shared.push(view.buffer instanceof SharedArrayBuffer);
      view.fill(7);
      return 2;
    },
    change: (data: Uint8Array | null) => void data?.reverse(),
    scatter: (list: Uint8Array[]) => {
      list[0]?.fill(8);
      list[1]?.fill(9);
      return 3;
    },
  };
  expect([call(guest, 'recv', 0, 4), guest.get(0, 4), shared]).toEqual([2, [7, 7, 0, 0], [false]]);
  guest.put(16, [1, 2, 3]);
  expect([call(guest, 'change', 16, 3), guest.get(16, 3), call(guest, 'change', 0, 0)]).toEqual([0, [3, 2, 1], 0]);
  for (const [i, value] of [32, 2, 40, 2].entries()) guest.view().setUint32(128 + i * 4, value, true);
  expect([call(guest, 'scatter', 128, 2, 160), guest.get(32, 3), guest.get(40, 3)]).toEqual([0, [8, 8, 0], [9, 0, 0]]);
});

test('case 98: randomness comes into shared memory, though its source may refuse a view of it', () => {
  host.answers = {
    recv: (view: Uint8Array<ArrayBuffer>) => {
      crypto.getRandomValues(view);
      return view.length;
    },
  };
  expect([call(guest, 'recv', 16, 64), guest.get(16, 64).some((byte) => byte !== 0), guest.get(80, 8)]).toEqual([
    64,
    true,
    [0, 0, 0, 0, 0, 0, 0, 0],
  ]);
});

test('memory that grew is seen, though its old views stay', () => {
  guest.memory.grow(1);
  guest.put(65540, 'new');
  expect([call(guest, 'text', 65540, 3), host.calls.at(-1)]).toEqual([0, ['new']]);
  expect(call(guest, 'text', 2 * 65536, 1)).toBe(-14);
});
