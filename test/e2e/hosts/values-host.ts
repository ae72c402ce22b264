import type { Entry } from '../support.js';
import type { Calls } from './buffers-host.js';

type Fields = Readonly<Record<string, unknown>>;

/** What `get` and `far` answer. */
export const stat = {
  kind: 2,
  ok: false,
  channel: 0xffffffff,
  size: 2n ** 64n - 1n,
  mtime: 9007199254740993n,
  inner: { a: 255, b: 1 },
  ratio: 1e-308,
  part: -0.25,
  next: 16,
};

/** Records, variants and lists. */
export function memoryHosts({ Errno }: Entry, calls: Calls) {
  const records = {
    set: (given: Fields) => void calls.push(['set', given]),
    get(id: number) {
      calls.push(['get', id]);
      return stat;
    },
    far: () => ({ ...stat, channel: 12 }),
    wait(event: { readonly kind: string }, signal: Fields) {
      calls.push(['wait', event, signal]);
      return event.kind === 'never' ? { kind: 'clock', value: { id: 1, timeout: 2n ** 63n } } : { kind: 'read', value: 42 };
    },
    poll(subscription: Fields) {
      calls.push(['poll', subscription]);
      return Errno.EAGAIN;
    },
  };
  const lists = {
    total: (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + BigInt(n), 0n),
    draw: (points: readonly Fields[] | null) => void calls.push(['draw', points]),
    list: (capacity: number) => ({ numbers: [1, 2, 0xffffffff], count: capacity - 5 }),
    shared(points: readonly { readonly x: number; readonly y: number }[], capacity: number) {
      calls.push(['shared', points, capacity]);
      return { out: points.map(({ x, y }) => ({ x: y, y: x })), done: points.length };
    },
  };
  return { records, lists };
}

/** Numbers, enums and flags. */
export function numbersHost({ Errno }: Entry, calls: Calls) {
  const echo =
    <T>(name: string) =>
    (x: T) => {
      calls.push([name, x]);
      return x;
    };
  const noted =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  return {
    u32: echo<number>('u32'),
    s32: echo<number>('s32'),
    u64: echo<bigint>('u64'),
    s64: echo<bigint>('s64'),
    f32: echo<number>('f32'),
    f64: echo<number>('f64'),
    box: echo<bigint>('box'),
    not: (x: boolean) => !x,
    small: (a: number, b: number, c: number, d: number) => noted('small')(a, b, c, d),
    widened(flag: boolean, small: number, signed: number, where: number) {
      calls.push(['widened', flag, small, signed, where]);
      return -7;
    },
    widths: () => ({
      vBool: true,
      vU8: 255,
      vS8: -128,
      vU16: 65535,
      vS16: -32768,
      vU32: 4294967295,
      vS32: -2147483648,
      vU64: 2n ** 64n - 1n,
      vS64: -(2n ** 63n),
      vF32: 1.5,
      vF64: -1e300,
    }),
    find: (key: number) => (key === 1 ? 5 : null),
    after: (delay: bigint | null) => noted('after')(delay),
    paint(color: number) {
      calls.push(['paint', color]);
      return color - 1;
    },
    raise(level: number, big: bigint, least: bigint) {
      calls.push(['raise', level, big, least]);
      return level === -2147483648 ? 2147483647 : level;
    },
    spawn: (stdin: number) => noted('spawn')(stdin),
    allow: (access: number, hints: number, lax: number, mask: bigint) => noted('allow')(access, hints, lax, mask),
    toggle: (access: number) => (access | 1) >>> 0,
    listen(port: number) {
      calls.push(['listen', port]);
      return port === 1 ? Errno.EACCES : undefined;
    },
  };
}
