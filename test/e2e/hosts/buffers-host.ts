import type { Entry } from '../support.js';

/** What a host was called with, in order. */
export type Calls = unknown[][];

interface Channel {
  readonly name: string;
}
type Bytes = Uint8Array;
const bytes = (...values: number[]): Bytes => Uint8Array.from(values);
const ascii = (text: string): Bytes => new TextEncoder().encode(text);

/** Text, bytes and handles: every host writes down its calls, with copies of what it may only look at. */
export function buffersHosts({ Errno, err }: Entry, calls: Calls) {
  const messages = ['first message', 'second'];
  const losses = ['lost one', 'ok'];
  let kept: Bytes | undefined;
  const text = {
    say: (said: string) => void calls.push(['say', said]),
    name: () => 'Zoë 🎈',
    next(channel: Channel) {
      calls.push(['next', channel.name]);
      return messages.shift();
    },
    drop: () => losses.shift(),
    brief: () => 'žluťoučký',
    title: (capacity: number) => 'A long title, cut'.slice(0, capacity + 1),
    label: (capacity: number) => (capacity === 64 ? 'fits' : ''),
    greet: (who: string | null) => (who === null ? 0 : 1 + who.length),
    explain: (topic: number) => (topic === 1 ? err(Errno.EPERM, 'not today') : undefined),
  };
  const numbers = {
    sum: (data: Bytes) => data.reduce((a, b) => a + b, 0),
    keep: (data: Bytes) => {
      kept = data;
    },
    wide(data: Bytes) {
      calls.push(['wide', [...data], 'kept', String.fromCharCode(...(kept ?? []))]);
      return 0xfffffffffffffff0n;
    },
    fill: (view: Bytes) => void view.set(ascii('filled!!')),
    read(view: Bytes) {
      calls.push(['read', view.length]);
      view.set(ascii('abcde'));
      return 5;
    },
    peek: () => bytes(9, 8, 7),
    flip: (data: Bytes) => void data.reverse(),
    both(cwd: string | null, env: Bytes | null) {
      calls.push(['both', cwd, env && [...env]]);
      return (cwd === null ? 0 : 1) + (env === null ? 0 : 2);
    },
    gather(iovs: readonly Bytes[]) {
      calls.push(['gather', iovs.map((v) => [...v])]);
      return iovs.reduce((sum, v) => sum + v.length, 0);
    },
    scatter(iovs: readonly Bytes[]) {
      calls.push(['scatter', iovs.map((v) => v.length)]);
      iovs[0]?.set(ascii('hel'));
      iovs[1]?.set(ascii('lo'));
      return 5;
    },
    several(capacity: number) {
      calls.push(['several', capacity]);
      return { data: ascii('abcdef'), address: bytes(1, 2, 3, 4), flags: 0xffffffff, offset: -(2n ** 63n), peer: { name: 'peer' } };
    },
    poke(at: { read(offset: number, length: number): Bytes | undefined; writeU32(offset: number, value: number): boolean }, value: number) {
      calls.push(['poke', [...(at.read(0, 4) ?? [])], value]);
      return at.writeU32(0, value) ? undefined : Errno.EFAULT;
    },
  };
  return { text, bytes: numbers, handles: handlesHost(Errno, calls) };
}

/** Channels and lamps are the host's own objects; descriptors are numbers that it chose. */
function handlesHost(Errno: Entry['Errno'], calls: Calls) {
  return {
    open(name: string) {
      calls.push(['open', name]);
      return { name };
    },
    use(channel: Channel) {
      calls.push(['use', channel.name]);
      return channel.name.length;
    },
    close: (channel: Channel) => void calls.push(['close', channel.name]),
    join: (first: Channel, second: Channel | null) => void calls.push(['join', first.name, second?.name ?? null]),
    pair: () => ({ channel: { name: 'left' }, lamp: { watts: 40 } }),
    light: () => ({ watts: 60 }),
    shine: (lamp: { readonly watts: number }) => lamp.watts,
    dup: (fd: number) => fd + 1,
    sync(fd: number | null) {
      calls.push(['sync', fd]);
      return fd === null ? undefined : Errno.EBADF;
    },
  };
}
