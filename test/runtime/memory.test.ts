import { beforeAll, describe, expect, test } from 'vitest';
import { call, changes, load, type Package, puppet, type Rig, rig, type Stub, stub } from './support.js';

const EFAULT = -14;
const EINVAL = -22;
const ENOMEM = -12;
const page = 65536;

let pkg: Package;
let guest: Rig;
let host: Stub;

beforeAll(async () => {
  pkg = await load('buffers');
});

async function fresh(memory?: string): Promise<void> {
  host = stub();
  guest = await rig(pkg, { io: host.host }, {}, puppet(pkg.lowered, memory));
}

/** The first argument of every call so far. */
const got = (): unknown[] => host.calls.map(([value]) => value);

describe('ranges', () => {
  beforeAll(() => fresh());

  test('case 65: an address of 2 GiB and more arrives negative, and is an unsigned number', async () => {
    await fresh('(memory (export "memory") 40000)');
    guest.put(0x8000_0010, 'high');
    expect(call(guest, 'text', 0x8000_0010, 4)).toBe(0);
    expect(call(guest, 'text', 0x8000_0010 | 0, 4)).toBe(0);
    expect(got()).toEqual(['high', 'high']);
    await fresh();
    expect(call(guest, 'text', -16, 4)).toBe(EFAULT);
    expect(got()).toEqual([]);
  });

  test.each([
    [page - 3, 4],
    [0xffff_ffff, 2],
    [4, 0xffff_ffff],
    [0xffff_fff0, 0xffff_fff0],
    [page, 1],
    [page + 1, 0],
  ])('case 66: %i + %i is out of range, never clamped, never wrapped', async (ptr, len) => {
    await fresh();
    for (const field of ['text', 'read', 'recv', 'fill', 'change']) expect([field, call(guest, field, ptr, len)]).toEqual([field, EFAULT]);
    for (const field of ['name', 'cut']) expect([field, call(guest, field, ptr, len, 0)]).toEqual([field, EFAULT]);
    expect(got()).toEqual([]);
  });

  test('case 67: a widened address or length is exact; none becomes "the rest of memory"', async () => {
    await fresh();
    for (const [ptr, len] of [
      [0n, 2n ** 32n],
      [2n ** 32n, 0n],
      [2n ** 63n, 1n],
      [-1n, 1n],
      [0n, -1n],
      [2n ** 53n + 1n, 2n ** 53n + 1n],
    ] as const)
      expect(call(guest, 'wide', ptr, len)).toBe(EFAULT);
    expect(got()).toEqual([]);
    expect(call(guest, 'wide', 8n, 3n)).toBe(0);
    expect((got()[0] as Uint8Array).length).toBe(3);
  });

  test('case 67: a count of its own width is converted once', async () => {
    await fresh();
    guest.put(16, [1, 0, 2, 0]);
    expect(call(guest, 'counted', 16, 2n)).toBe(0);
    expect(got()).toEqual([[1, 2]]);
    expect(call(guest, 'counted', 16, -1n)).toBe(EINVAL);
    expect(call(guest, 'counted', page - 2, 2n)).toBe(EFAULT);
  });

  test('case 68: nothing at the end of memory is fine, beyond the end it is not', async () => {
    await fresh();
    expect(call(guest, 'text', page, 0)).toBe(0);
    expect(got()).toEqual(['']);
    expect(call(guest, 'text', page + 1, 0)).toBe(EFAULT);
  });

  test('limits: an optional buffer at address 0 is held to its quota, and (0, 0) alone is absent', async () => {
    await fresh();
    expect(call(guest, 'maybe', 0, 0)).toBe(0);
    expect(call(guest, 'maybe', 0, 8)).toBe(0);
    expect(call(guest, 'maybe', 0, 9)).toBe(EINVAL);
    expect(call(guest, 'maybe', 8, 0)).toBe(0);
    expect(got().map((v) => (v as Uint8Array | null)?.length)).toEqual([undefined, 8, 0]);
    expect([call(guest, 'aligned', 4, 1), call(guest, 'aligned', 4, 17), call(guest, 'aligned', 6, 8)]).toEqual([EINVAL, EINVAL, EFAULT]);
  });
});

describe('growth under a call', () => {
  test.each([0, 1])('case 69: grow(%i) by the host is seen by what is written afterwards', async (pages) => {
    await fresh();
    host.answers = {
      name: () => {
        guest.memory.grow(pages);
        return 'written';
      },
    };
    expect(call(guest, 'name', 64, 16, 32)).toBe(0);
    expect(guest.text(64, 7)).toBe('written');
    expect(guest.view().getUint32(32, true)).toBe(7);
  });

  test.each(['recv', 'fill'])('case 69: %s does not say that bytes arrived in a view that was detached', async (field) => {
    await fresh();
    host.answers = {
      [field]: (view: Uint8Array) => {
        guest.memory.grow(1);
        view.fill(7);
        return field === 'recv' ? 4 : undefined;
      },
    };
    expect(call(guest, field, 64, 4)).toBe(-5);
    expect(guest.get(64, 4)).toEqual([0, 0, 0, 0]);
    expect(guest.blamed).toHaveLength(1);
  });

  test('case 69: a call that may re-enter the guest gets copies, which growth does not detach', async () => {
    await fresh();
    guest.put(0, 'in');
    host.answers = {
      swapInside: ((data: Uint8Array, out: Uint8Array) => {
        guest.memory.grow(1);
        out.set(data);
        return data.length;
      }) as never,
      changeInside: (data: Uint8Array) => {
        guest.memory.grow(1);
        data.reverse();
      },
      scatterInside: ((from: Uint8Array[], to: Uint8Array[]) => {
        guest.memory.grow(1);
        to[0]?.set(from[0] as Uint8Array);
        return 2;
      }) as never,
    };
    expect(call(guest, 'swap_inside', 0, 2, 64, 8)).toBe(2);
    expect(guest.get(64, 3)).toEqual([105, 110, 0]);
    expect(call(guest, 'change_inside', 64, 2)).toBe(0);
    expect(guest.get(64, 3)).toEqual([110, 105, 0]);
    guest.view().setUint32(100, 64, true);
    guest.view().setUint32(104, 2, true);
    guest.view().setUint32(108, 80, true);
    guest.view().setUint32(112, 4, true);
    expect(call(guest, 'scatter_inside', 100, 1, 108, 1, 120)).toBe(0);
    expect(guest.get(80, 3)).toEqual([110, 105, 0]);
  });
});

describe('overlap', () => {
  beforeAll(async () => {
    await fresh();
    host.answers = { two: () => ({ left: Uint8Array.of(1), right: Uint8Array.of(2) }), name: () => 'n', swap: () => 0, loose: () => 1 };
  });

  test.each([
    ['two', [0, 8, 32, 4, 8, 36]],
    ['two', [0, 8, 32, 16, 8, 34]],
    ['two', [0, 8, 4, 16, 8, 36]],
    ['name', [0, 8, 7]],
    ['swap', [0, 8, 4, 8]],
    ['swap', [4, 8, 0, 5]],
  ] as const)('case 74: %s%j is refused and changes nothing', (field, values) => {
    const before = got().length;
    const { result, at } = changes(guest, () => call(guest, field, ...values));
    expect([result, at, got().length]).toEqual([EINVAL, [], before]);
  });

  test('case 74: neighbours and empty ranges do not overlap; what the schema lets overlap may', () => {
    expect(call(guest, 'two', 0, 8, 32, 8, 8, 36)).toBe(0);
    expect(call(guest, 'swap', 0, 0, 0, 8)).toBe(0);
    expect(call(guest, 'name', 0, 0, 0)).toBe(ENOMEM);
    expect(call(guest, 'loose', 0, 8, 4, 8)).toBe(1);
  });
});

describe('several outputs', () => {
  test('case 73: a second buffer that is bad leaves the first as it was', async () => {
    await fresh();
    host.answers = { two: () => ({ left: Uint8Array.of(1), right: Uint8Array.of(2) }) };
    const { result, at } = changes(guest, () => call(guest, 'two', 0, 8, 32, page - 1, 8, 36));
    expect([result, at, got()]).toEqual([EFAULT, [], []]);
  });

  test('case 73: a second value that is bad leaves the first as it was', async () => {
    await fresh();
    host.answers = { two: () => ({ left: Uint8Array.of(1), right: 'no bytes' }) };
    const { result, at } = changes(guest, () => call(guest, 'two', 0, 8, 32, 16, 8, 36));
    expect([result, at]).toEqual([-5, []]);
  });

  test('case 73: a value that does not fit writes the sizes and nothing else', async () => {
    await fresh();
    host.answers = { two: () => ({ left: Uint8Array.of(1, 2), right: Uint8Array.of(3, 4, 5) }) };
    const { result, at } = changes(guest, () => call(guest, 'two', 0, 8, 32, 16, 2, 36));
    expect([result, at]).toEqual([ENOMEM, [32, 36]]);
  });

  test('case 73: bytes that are changed in place beside an output are brought back once that is valid', async () => {
    await fresh();
    let count: unknown = 'three';
    host.answers = {
      changeMore: (data: Uint8Array | null) => {
        data?.fill(9);
        return count;
      },
    };
    expect(changes(guest, () => call(guest, 'change_more', 8, 2, 64))).toEqual({ result: -5, at: [] });
    count = 3;
    expect(changes(guest, () => call(guest, 'change_more', 8, 2, 64))).toEqual({ result: 0, at: [8, 9, 64] });
    expect(changes(guest, () => call(guest, 'change_more', 0, 0, 68))).toEqual({ result: 0, at: [68] });
  });
});

describe('scatter and gather', () => {
  const list = (...pairs: readonly (readonly [number, number])[]): number => {
    for (const [i, [ptr, len]] of pairs.entries()) {
      guest.view().setUint32(1024 + i * 8, ptr, true);
      guest.view().setUint32(1028 + i * 8, len, true);
    }
    return pairs.length;
  };

  beforeAll(async () => {
    await fresh();
    host.answers = { gather: (bufs: Uint8Array[]) => bufs.reduce((n, b) => n + b.length, 0), scatter: () => 0 };
  });

  test('case 75: too many buffers, or together more than there is memory, are refused before anything is made of them', () => {
    expect(call(guest, 'gather', 0, 2 ** 30)).toBe(EINVAL);
    expect(call(guest, 'gather', 0, 1025)).toBe(EINVAL);
    expect(call(guest, 'gather', 1024, list([0, 40000], [0, 40000]))).toBe(EFAULT);
    expect(call(guest, 'gather', page - 8, 2)).toBe(EFAULT);
    expect(call(guest, 'scatter_wide', 0, 5)).toBe(EINVAL);
    expect(call(guest, 'scatter_wide', 1024, list([0, 4]))).toBe(0);
    expect(got().slice(1)).toEqual([]);
  });

  test('case 66: one bad buffer among good ones is a fault', () => {
    expect(call(guest, 'gather', 1024, list([0, 4], [page - 1, 2]))).toBe(EFAULT);
    expect(call(guest, 'gather', 1024, list([0, 4], [page, 0]))).toBe(4);
  });

  test('case 75: a host that says it read more than there was room for fails', () => {
    const count = list([0, 4], [16, 4]);
    const scatter = () => changes(guest, () => call(guest, 'scatter', 1024, count, 64));
    host.answers = { scatter: () => 9 };
    expect(scatter()).toEqual({ result: -5, at: [] });
    host.answers = {
      scatter: (bufs: Uint8Array[]) => {
        bufs[0]?.fill(1);
        bufs[1]?.set([2]);
        return 5;
      },
    };
    expect(scatter()).toEqual({ result: 0, at: [0, 1, 2, 3, 16, 64] });
  });
});
