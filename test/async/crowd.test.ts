import { beforeEach, describe, expect, test } from 'vitest';
import { type Core, call, load, type Rig, rig, type Stub, stub } from '../runtime/support.js';
import { caller, streamExports } from './guest.js';

const [EBADF, EAGAIN, EMFILE] = [-9, -11, -24];
/** As many handles as there may be. */
const quota = 100;
const [crowd, late] = [await load('crowd'), await load('late')];
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const never = () => new Promise(() => {});

let host: Stub;
let guest: Rig;
const ask = (field: string, ...values: Core[]): Core | undefined => call(guest, `do_${field}`, ...values);
const opened = (count: number): number[] => Array.from({ length: count }, () => ask('open') as number);
/** What a read gives: the byte, or the error. */
const read = (line: number, length = 1): Core | undefined => {
  const answer = ask('read', line, 100, length);
  return answer === 1 ? guest.get(100, 1)[0] : answer;
};

/** A line whose host gives 1, 2, 3.. */
interface Line {
  at: number;
}
const next = async (line: Line, buf: Uint8Array): Promise<number> => {
  await turn();
  buf[0] = ++line.at;
  return 1;
};

beforeEach(async () => {
  host = stub({ open: () => ({ at: 0 }), read: next });
  guest = await rig(crowd, { net: host.host }, {}, caller(crowd.lowered));
});

describe('calls that wait for the guest to ask again', () => {
  test('wait on every handle that there may be, and no answer is lost', async () => {
    const lines = opened(quota);
    expect(ask('open')).toBe(EMFILE);
    for (let round = 1; round <= 3; round++) {
      expect(new Set(lines.map((line) => read(line)))).toEqual(new Set([EAGAIN]));
      await turn();
      await turn();
      expect(new Set(lines.map((line) => read(line)))).toEqual(new Set([round]));
    }
    expect(guest.blamed).toEqual([]);
  });

  test('beyond their bound are refused, until the guest asks for an answer that is there', async () => {
    const [one, two] = opened(2) as [number, number];
    for (let length = 1; length <= quota; length++) expect(read(one, length)).toBe(EAGAIN);
    const before = host.calls.length;
    await turn();
    await turn();
    expect([read(two), host.calls.length]).toEqual([EAGAIN, before]);
    expect([read(one, 7), read(two), host.calls.length, guest.blamed]).toEqual([7, EAGAIN, before + 1, []]);
  });

  test('are forgotten with their handle, answered or not', async () => {
    host.answers.read = never;
    const [one, two, three] = opened(3) as [number, number, number];
    for (let length = 1; length <= quota; length++) read(one, length);
    host.answers.read = next;
    expect([read(two), ask('close', one), read(one), read(two)]).toEqual([EAGAIN, 0, EBADF, EAGAIN]);
    await turn();
    await turn();
    expect(read(two)).toBe(1);
    for (let length = 1; length <= quota; length++) read(three, length);
    await turn();
    await turn();
    expect([read(two), ask('close', three), read(two)]).toEqual([EAGAIN, 0, EAGAIN]);
    await turn();
    await turn();
    expect(read(two)).toBe(2);
  });

  test('are forgotten with each of their handles, also of a resource that has others', async () => {
    const shared = {};
    host.answers = { open: () => shared, join: never };
    const [from] = opened(1) as [number];
    for (let i = 0; i < 3 * quota; i++) {
      const to = ask('open') as number;
      expect([ask('join', i, from, to), host.calls.length]).toEqual([EAGAIN, 3 * i + 3]);
      ask('close', to);
    }
    host.answers.join = async () => 5;
    expect(ask('join', 0, from, -1)).toBe(EAGAIN);
    await turn();
    expect(ask('join', 0, from, -1)).toBe(5);
  });

  test('are not kept where the host closed their handle while it was called', async () => {
    let line = 0;
    host.answers.join = () => {
      ask('close', line);
      return never();
    };
    for (let i = 0; i < 3 * quota; i++) {
      line = ask('open') as number;
      const before = host.calls.length;
      expect([ask('join', i, line, -1), host.calls.length]).toEqual([EAGAIN, before + 2]);
    }
  });

  test('beyond 64 hold no more than the guest has memory, with what the host may fill', () => {
    const lines = opened(quota);
    const before = host.calls.length;
    for (const line of lines) expect(ask('read', line, 0, 1000)).toBe(EAGAIN);
    expect(host.calls.length - before).toBe(65);
    guest.memory.grow(1);
    ask('close', lines[99] as number);
    for (const line of lines.slice(0, 99)) expect(ask('read', line, 0, 1000)).toBe(EAGAIN);
    expect(host.calls.length - before).toBe(1 + 99);
  });
});

describe('a call without a handle', () => {
  /** Asks for what is at a place of its own. */
  const fetch = (place: number): Core | undefined => {
    guest.put(0, String.fromCharCode(0x100 + place));
    return ask('fetch', 0, 2, 64, 8, 96);
  };
  const start = async (options: object = {}): Promise<void> => {
    guest = await rig(late, { io: host.host }, options, caller(late.lowered, streamExports));
    for (let i = 0; i < 64; i++) expect(fetch(i)).toBe(EAGAIN);
  };

  test('is refused while 64 wait; the oldest answer makes room, and the host is told', async () => {
    const answers: ((value: Uint8Array) => void)[] = [];
    host.answers.fetch = () => new Promise((answer) => answers.push(answer));
    await start();
    expect([fetch(64), answers.length]).toEqual([EAGAIN, 64]);
    for (const i of [6, 5]) answers[i]?.(Uint8Array.of(i));
    await turn();
    expect([fetch(64), answers.length, String(guest.blamed)]).toEqual([
      EAGAIN,
      65,
      'Error: an answer that the guest did not ask for was given up',
    ]);
    expect([fetch(6), guest.get(64, 1), fetch(5), answers.length]).toEqual([0, [6], EAGAIN, 66]);
    expect(guest.blamed.length).toBe(1);
  });

  test('does not reach a host that ends the guest when it is told', async () => {
    host.answers.fetch = async () => new Uint8Array(1);
    await start({ onHostError: () => late.entry.end(guest.bindings) });
    await turn();
    expect(() => fetch(64)).toThrow(late.entry.AbiTrap);
    expect(host.calls.length).toBe(64);
    expect(() => ask('ping')).toThrow('the guest was ended by its host');
  });
});
