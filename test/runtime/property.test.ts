import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { call, load, type Package, type Rig, rig } from './support.js';

/**
 * Random addresses and lengths against a model written from the schema language: which answer a call gives, and which bytes
 * of memory it may change. A failing run prints its seed.
 */
const page = 65536;
const [EIO, ENOMEM, EFAULT, EINVAL] = [-5, -12, -14, -22];

let pkg: Package;
let guest: Rig;
/** What the host answers with: as many bytes as this. */
let size = 0;

beforeAll(async () => {
  pkg = await load('buffers');
  const bytes = (value: number) => new Uint8Array(size).fill(value);
  const io = {
    text: () => undefined,
    read: (data: Uint8Array) => data.length,
    recv: (view: Uint8Array) => {
      view.subarray(0, size).fill(0xaa);
      return size;
    },
    fill: (view: Uint8Array) => void view.fill(0xbb),
    name: () => 'n'.repeat(size),
    cut: () => 'é'.repeat(size),
    two: () => ({ left: bytes(0xcc), right: bytes(0xdd) }),
    gather: (list: readonly Uint8Array[]) => list.length,
    scatter: (list: readonly Uint8Array[]) => {
      for (const b of list) b.fill(0xee);
      return list.reduce((sum, b) => sum + b.length, 0);
    },
    change: (data: Uint8Array) => void data.fill(0x11),
  };
  guest = await rig(pkg, { io: new Proxy(io, { get: (all, name) => Reflect.get(all, name) ?? (() => undefined) }) });
});

/** Edges, and everything between. */
const edge = fc.constantFrom(0, 1, 4, 1000, page - 8, page - 4, page - 1, page, page + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);
const u32 = fc.oneof(edge, fc.nat(page), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(200));

interface Range {
  readonly ptr: number;
  readonly len: number;
}
const inside = ({ ptr, len }: Range): boolean => ptr + len <= page;
const overlapping = (list: readonly Range[]): boolean =>
  list.some((a, i) => list.slice(i + 1).some((b) => Math.max(a.ptr, b.ptr) < Math.min(a.ptr + a.len, b.ptr + b.len)));

/** What a call must answer, and which ranges it may write. */
interface Expected {
  readonly answer: number;
  readonly writes: readonly Range[];
}

/** Compares a call with the model: no throw, this answer, and every changed byte in a range that may be written. */
function agrees(field: string, values: readonly number[], { answer, writes }: Expected): void {
  guest.bytes().fill(0x55);
  const before = guest.bytes().slice();
  const got = call(guest, field, ...values);
  const after = guest.bytes();
  if (got !== answer) throw new Error(`${field}(${values}) answered ${got}, not ${answer}`);
  for (let i = 0; i < after.length; i++)
    if (after[i] !== before[i] && !writes.some(({ ptr, len }) => i >= ptr && i < ptr + len))
      throw new Error(`${field}(${values}) wrote at ${i}`);
}

const check = <T>(property: fc.IProperty<T>): void => fc.assert(property, { numRuns: 300 });

describe('random addresses and lengths', () => {
  test('in-buffers', () =>
    check(
      fc.property(u32, u32, (ptr, len) => {
        const ok = inside({ ptr, len });
        agrees('text', [ptr, len], { answer: ok ? 0 : EFAULT, writes: [] });
        agrees('read', [ptr, len], { answer: ok ? len : EFAULT, writes: [] });
        agrees('change', [ptr, len], { answer: ok ? 0 : EFAULT, writes: [{ ptr, len }] });
      }),
    ));

  test('out-buffers whose length is the result, or that are filled whole', () =>
    check(
      fc.property(u32, u32, fc.nat(300), (ptr, len, n) => {
        size = n;
        const ok = inside({ ptr, len });
        agrees('recv', [ptr, len], { answer: ok ? (n <= len ? n : EIO) : EFAULT, writes: [{ ptr, len }] });
        agrees('fill', [ptr, len], { answer: ok ? 0 : EFAULT, writes: [{ ptr, len }] });
      }),
    ));

  test('out-buffers with a length pointer', () =>
    check(
      fc.property(u32, u32, u32, fc.nat(300), (ptr, len, at, n) => {
        size = n;
        const [buffer, length] = [
          { ptr, len },
          { ptr: at, len: 4 },
        ];
        const refused = !inside(buffer) || !inside(length) ? EFAULT : overlapping([buffer, length]) ? EINVAL : undefined;
        const writes = refused === undefined ? [buffer, length] : [];
        agrees('name', [ptr, len, at], { answer: refused ?? (n <= len ? 0 : ENOMEM), writes: n <= len ? writes : writes.slice(1) });
        if (refused === undefined) expect(guest.view().getUint32(at, true)).toBe(n);
        agrees('cut', [ptr, len, at], { answer: refused ?? 0, writes });
        if (refused === undefined) expect(guest.view().getUint32(at, true)).toBe(Math.min(n * 2, len - (len % 2)));
      }),
    ));

  test('several out-buffers: all is written or nothing', () =>
    check(
      fc.property(u32, u32, u32, u32, u32, u32, fc.nat(300), (lp, lc, ll, rp, rc, rl, n) => {
        size = n;
        const ranges = [
          { ptr: lp, len: lc },
          { ptr: ll, len: 4 },
          { ptr: rp, len: rc },
          { ptr: rl, len: 4 },
        ];
        const refused = !ranges.every(inside) ? EFAULT : overlapping(ranges) ? EINVAL : undefined;
        const fits = n <= lc && n <= rc;
        const writes = refused !== undefined ? [] : fits ? ranges : ranges.filter((r) => r.len === 4);
        agrees('two', [lp, lc, ll, rp, rc, rl], { answer: refused ?? (fits ? 0 : ENOMEM), writes });
      }),
    ));

  test('scatter and gather', () =>
    check(
      fc.property(fc.array(fc.record({ ptr: u32, len: u32 }), { maxLength: 6 }), u32, (list, at) => {
        const table = 2048;
        const fill = () => {
          for (const [i, { ptr, len }] of list.entries()) {
            guest.view().setUint32(table + i * 8, ptr, true);
            guest.view().setUint32(table + i * 8 + 4, len, true);
          }
        };
        const total = list.reduce((sum, r) => sum + r.len, 0);
        const bad = !list.every(inside) || total > page;
        guest.bytes().fill(0x55);
        fill();
        expect(call(guest, 'gather', table, list.length)).toBe(bad ? EFAULT : list.length);
        const before = guest.bytes().slice();
        const length = { ptr: at, len: 4 };
        const shadow = overlapping([length, { ptr: table, len: list.length * 8 }]);
        const answer = call(guest, 'scatter', table, list.length, at);
        const expected = !inside(length) ? EFAULT : shadow ? EINVAL : bad ? EFAULT : 0;
        expect(answer).toBe(expected);
        const writes = expected === 0 ? [...list, length] : [];
        const stray = guest.bytes().findIndex((b, i) => b !== before[i] && !writes.some((w) => i >= w.ptr && i < w.ptr + w.len));
        expect(stray).toBe(-1);
      }),
    ));

  test('nothing outside the ranges of a call is read: other bytes there change nothing', async () => {
    const seen: unknown[] = [];
    const tell = (value: unknown) => void seen.push(value instanceof Uint8Array ? [...value] : value);
    const read = (data: Uint8Array) => {
      tell(data);
      return data.length;
    };
    const io = { text: tell, read, change: tell, counted: tell };
    const reader = await rig(pkg, { io: new Proxy(io, { get: (all, name) => Reflect.get(all, name) ?? (() => undefined) }) });
    const near = fc.nat(400);
    check(
      fc.property(near, near, fc.uint8Array({ minLength: 400, maxLength: 400 }), (ptr, len, content) => {
        const traces = [0x00, 0x41, 0xff].map((outside) => {
          seen.length = 0;
          reader.bytes().fill(outside);
          reader.bytes().set(content.subarray(0, len), ptr);
          const answers = ['text', 'read', 'change'].map((field) => call(reader, field, ptr, len));
          const count = BigInt(len >> 1);
          return JSON.stringify([answers, call(reader, 'counted', ptr, count), seen]);
        });
        expect(new Set(traces).size).toBe(1);
      }),
    );
  });
});
