/**
 * The reference host of the parity ABI, in the words of its contracts and nothing more. It serves one guest, and shows what a
 * host of your own must do; `npx molt-abi parity --host FILE --target T` runs the kit against it.
 */
import { clock, control, streams, tasks } from './flow.mjs';
import { decode, encode } from './msgpack.mjs';

const characters = (text) => [...text].length;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/**
 * @param abi the entry of a target of the generated package: its error domains
 * @param guest gives the exports of the guest, once it is linked
 */
export function createHost(abi, guest) {
  return {
    hosts: {
      ...textAndBytes(abi),
      ...values(abi),
      handles: handles(abi),
      errors: errors(abi),
      ...encodings(),
      store: store(abi),
      clock: clock(abi),
      control: control(abi, guest),
      streams: streams(),
      tasks: tasks(abi),
      link: { plus: (x) => (x + 1) >>> 0 },
      old: { before: () => 1, lonely: () => 2, served: () => 3, trial: () => 4 },
    },
    options: {
      grants: ['parity.*'],
      // Nothing here minds threads, where the target leaves it to the host.
      threads: true,
      codecs: { msgpack: { encode, decode } },
      modules: { runtime: { parity_square: (x) => x * x } },
    },
    linking: {
      modules: {
        parity: {
          counter: new WebAssembly.Global({ value: 'i64', mutable: true }, 0n),
          __memory_base: new WebAssembly.Global({ value: 'i32' }, 4096),
          __cpp_exception: new WebAssembly.Tag({ parameters: ['i32'] }),
        },
      },
    },
  };
}

function textAndBytes({ Errno, err }) {
  let dropped = 0;
  let kept;
  const text = {
    say: () => undefined,
    count: (text) => characters(text),
    echo: (text) => text,
    cut: (text) => text,
    title: (count) => 'é'.repeat(count),
    label: (count) => 'a'.repeat(count),
    next(channel) {
      channel.messages += 1;
      return `${channel.name} ${channel.messages}`;
    },
    drop() {
      dropped += 1;
      return `drop ${dropped}`;
    },
    maybe: (text) => (text === null ? 0 : 1 + characters(text)),
    explain: (topic) => (topic === 0 ? undefined : err(Errno.EPERM, `because of ${topic}`)),
    surrogate: () => 'a\ud800b',
  };
  const bytes = {
    sum,
    keep(data) {
      kept = data;
    },
    recall: () => kept ?? Errno.EAGAIN,
    wide: (data) => BigInt(sum(data)),
    fill: (byte, buf) => void buf.fill(byte),
    read(count, buf) {
      const size = Math.min(count, buf.length);
      for (let i = 0; i < size; i++) buf[i] = i + 1;
      return size;
    },
    claim: (more, buf) => buf.length + more,
    peek: () => Uint8Array.of(9, 8, 7),
    reverse: (data) => void data.reverse(),
    copy: (from) => from,
    aligned: (a, b, c, d) => a.length + b.length + c.length + d.length,
    both: (name, data) => (name === null ? 0 : 1) + (data === null ? 0 : 2),
    gather: (parts) => sum(parts.map((part) => part.length)),
    scatter(count, parts) {
      let done = 0;
      for (const part of parts) for (let i = 0; i < part.length && done < count; i++) part[i] = ++done;
      return done;
    },
    several: () => ({
      data: new TextEncoder().encode('abcdef'),
      address: Uint8Array.of(1, 2, 3, 4),
      flags: 4294967295,
      offset: -(2n ** 63n),
      peer: channel('peer'),
    }),
    poke(at, value) {
      const old = at.read(0, 4);
      if (old === undefined) return Errno.EFAULT;
      const number = new DataView(old.buffer, old.byteOffset, 4).getUint32(0, true);
      return at.writeU32(0, (number + value) >>> 0) ? undefined : Errno.EFAULT;
    },
  };
  return { text, bytes };
}

function values({ Errno }) {
  const same = (x) => x;
  const nothing = () => undefined;
  let kept;
  const numbers = {
    u32: same,
    s32: same,
    u64: same,
    s64: same,
    f32: same,
    f64: same,
    box: same,
    not: (x) => !x,
    small: nothing,
    widened: (flag, small, signed) => (flag ? signed : small),
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
    find: (key) => (key % 2 === 0 ? key : null),
    after: (delay) => (delay === null ? 0 : 1),
    paint: (color) => color + 1,
    raise: (level) => level,
    spawn: nothing,
    tell: nothing,
    allow: nothing,
    toggle: (access) => (access ^ 1) >>> 0,
    listen: (port) => (port < 1024 ? Errno.EACCES : undefined),
  };
  const records = {
    set(stat) {
      kept = stat;
    },
    get: () => kept ?? Errno.EAGAIN,
    far: () => kept ?? Errno.EAGAIN,
    wait: (event, signal) => (signal.kind === 'on' ? event : { kind: 'never' }),
    poll: ({ event }) => ['clock', 'read', 'never'].indexOf(event.kind),
  };
  const lists = {
    total: (numbers) => numbers.reduce((total, n) => total + BigInt(n), 0n),
    draw: (points) => (points === null ? 0 : 1 + points.length),
    list(capacity) {
      const numbers = [1, 2, 4294967295].slice(0, capacity);
      return { numbers, count: numbers.length };
    },
    swap: (points) => ({ out: points.map(({ x, y }) => ({ x: y, y: x })), done: points.length }),
  };
  return { numbers, records, lists };
}

const channel = (name) => ({ name, messages: 0 });

const handles = ({ Errno }) => ({
  open: channel,
  use: ({ name }) => characters(name),
  close: () => undefined,
  join: (first, second) => characters(first.name) + (second === null ? 0 : characters(second.name)),
  pair: () => ({ channel: channel('left'), lamp: { watts: 40 } }),
  light: () => ({ watts: 60 }),
  shine: ({ watts }) => watts,
  dup: (fd) => (fd === 4294967295 ? Errno.EBADF : fd + 1),
  sync: (fd) => (fd === null ? undefined : Errno.EBADF),
});

/** It has neither `absent` nor `gone`. */
const errors = ({ Errno, Status, SmallErrno, Eai, Twin }) => ({
  unit(which) {
    if (which === 3) throw new Error('broken, as the guest wants it');
    return [undefined, Errno.EPERM, Eai.FAIL, undefined, which === 4 ? Promise.resolve() : undefined][which];
  },
  long: (which) => [2n ** 62n, Errno.EAGAIN, -1n][which],
  status(which) {
    if (which === 2) throw Status.busy;
    return which === 1 ? Status.denied : undefined;
  },
  small: () => SmallErrno.again,
  two: (which) => [9, Errno.EPERM, Eai.NONAME][which],
  twins: (which) => [undefined, Errno.EPERM, Twin.EPERM][which],
  guarded: () => undefined,
  every: () => undefined,
  some: () => undefined,
  refused: () => 5,
  elsewhere: () => undefined,
});

function encodings() {
  const packed = {
    bind: () => undefined,
    names: (names) => (names === null ? 0 : 1 + names.length),
    lookup: () => ({
      total: 2n ** 64n - 1n,
      items: [
        { family: 2, name: 'ö', tag: new Uint8Array(0), address: { kind: 'inet', port: 258, address: Uint8Array.of(1, 2, 3, 4) } },
        { family: 10, name: '', tag: Uint8Array.of(255), address: { kind: 'unix', path: 'x' } },
      ],
    }),
    reverse: (names) => [...names].reverse(),
    short: (pairs, tags, words) => pairs.length + tags.length + words.length,
  };
  const payload = {
    ask: ({ limit }) => ({ rows: Array.from({ length: Number(limit ?? 2) }, (_, i) => i + 1) }),
    launch: ({ bindings }) => {
      for (const { data } of bindings) data.reverse();
    },
    transfer: ({ from, to }) => void to.set(from.subarray(0, to.length)),
    echo: (value) => value ?? 'none',
  };
  return { packed, payload };
}

function store({ Errno }) {
  const values = new Map();
  return {
    put: (key, value) => void values.set(key, value),
    get: (key) => values.get(key) ?? Errno.EAGAIN,
    size: (key) => values.get(key)?.length ?? Errno.EAGAIN,
    remove: (key) => (values.delete(key) ? undefined : Errno.EAGAIN),
  };
}
