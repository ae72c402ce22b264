import { describe, expect, test } from 'vitest';
import { withoutChance } from './chance.js';
import { call, changes, load, type Package, puppet, type Rig, rig, stub } from './support.js';

const EBADF = -9;
const EACCES = -13;
const EIO = -5;
const pkg: Package = await load('rights');
/** More than one call of `crypto.getRandomValues` gives. */
const quota = 65536;
const large = puppet(pkg.lowered, '(memory (export "memory") 4)');

const files = () =>
  stub({ open: (path: string) => ({ path }), reopen: (file: object) => file, write: (_: object, data: Uint8Array) => data.length });

describe('case 92: rights', () => {
  test('are those of the guest, and come with no handle, however often it is opened again', async () => {
    const host = files();
    const guest = await rig(pkg, { files: host.host }, { grants: ['files.read'] });
    const first = call(guest, 'open', 0, guest.put(0, 'a')) as bigint;
    const second = call(guest, 'reopen', first) as bigint;
    const before = host.calls.length;
    for (const handle of [first, second])
      expect([call(guest, 'write', handle, 0, 1), call(guest, 'link', handle, 0, 1)]).toEqual([EACCES, EACCES]);
    expect([before, host.calls.length]).toEqual([2, 2]);
  });

  test('of another guest are not lent by a handle that both could name', async () => {
    const host = files();
    const [reader, writer] = await Promise.all(
      ['files.read', 'files.*'].map((grant, handleSeed) => rig(pkg, { files: host.host }, { grants: [grant], handleSeed })),
    );
    const handle = call(reader as Rig, 'open', 0, (reader as Rig).put(0, 'a')) as bigint;
    expect(call(writer as Rig, 'write', handle, 0, 1)).toBe(EBADF);
    const own = call(writer as Rig, 'open', 0, (writer as Rig).put(0, 'b')) as bigint;
    expect([call(writer as Rig, 'write', own, 0, 1), call(reader as Rig, 'write', own, 0, 1)]).toEqual([1, EACCES]);
  });
});

test.each(['../secret', 'dir/', './a/../b', 'a//b', '/etc/passwd', 'a\0b', '..\\secret', 'C:\\x', 'ﬀ/é', ''])(
  'case 93: the path %j reaches the host as the guest wrote it, for the host alone to resolve',
  async (path) => {
    const host = files();
    const guest = await rig(pkg, { files: host.host }, { grants: ['files.read'] });
    call(guest, 'open', 0, guest.put(0, path));
    expect(host.calls).toEqual([[path]]);
  },
);

/** A clock that ticks when it is asked, and numbers that follow from each other. */
function seeded(seed: number) {
  let [ticks, state] = [0n, seed];
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
  return { now: () => ++ticks, random: (view: Uint8Array) => void view.set(Array.from(view, next)) };
}

describe('case 97: in deterministic mode', () => {
  const trace = async (seed: number) => {
    const hosts = { files: files().host, chance: seeded(seed) };
    const options = () => ({ grants: ['files.*', 'time', 'rand'], deterministic: pkg.entry.deterministic({ hosts: ['chance'] }) });
    withoutChance(() => pkg.entry.createImports(hosts, options()));
    const guest = await rig(pkg, hosts, options());
    return withoutChance(() => {
      const handle = call(guest, 'open', 0, guest.put(0, 'a')) as bigint;
      const answers = [handle, call(guest, 'now'), call(guest, 'random', 64, 32), call(guest, 'reopen', handle), call(guest, 'now')];
      return [...answers.map(String), ...guest.get(0, 128)];
    });
  };

  test('no clock, no timer and no source of randomness is asked, and every run is the same', async () => {
    const first = await trace(1);
    expect(await trace(1)).toEqual(first);
    expect(await trace(2)).not.toEqual(first);
  });

  test('that trap is one: what asks is noticed', () => {
    expect(() => withoutChance(() => new Date())).toThrow('left to chance');
    expect(() => withoutChance(() => crypto.getRandomValues(new Uint8Array(1)))).toThrow('left to chance');
    expect(() => withoutChance(() => performance.now())).toThrow('left to chance');
    expect(crypto.getRandomValues(new Uint8Array(1))).toHaveLength(1);
  });
});

describe('case 98: randomness beyond what the host gives at once', () => {
  test('fills the buffer piece by piece, and nothing beside it', async () => {
    const chance = {
      now: () => 0n,
      random(view: Uint8Array<ArrayBuffer>) {
        for (let at = 0; at < view.length; at += quota) crypto.getRandomValues(view.subarray(at, at + quota));
      },
    };
    const guest = await rig(pkg, { files: files().host, chance }, { grants: ['rand'] }, large);
    const [at, length] = [100, 2 * quota + 1000];
    const changed = changes(guest, () => call(guest, 'random', at, length));
    expect(changed.result).toBe(0);
    expect([Math.min(...changed.at.slice(0, 9)) >= at, (changed.at.at(-1) as number) < at + length]).toEqual([true, true]);
    for (const piece of [0, quota, 2 * quota]) expect(guest.get(at + piece, 100).some((byte) => byte !== 0)).toBe(true);
  });

  test('at once is an error of a host that refuses it, and leaves memory as it was', async () => {
    // All hosts should refuse it, but Bun fills any length.
    let refused = false;
    try {
      crypto.getRandomValues(new Uint8Array(quota + 1));
    } catch {
      refused = true;
    }
    const chance = { now: () => 0n, random: (view: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(view) };
    const guest = await rig(pkg, { files: files().host, chance }, { grants: ['rand'] }, large);
    const { result, at } = changes(guest, () => call(guest, 'random', 0, quota + 1));
    expect([result, at.length === 0]).toEqual(refused ? [EIO, true] : [0, false]);
    expect(guest.blamed.map((cause) => (cause as Error).name)).toEqual(refused ? ['QuotaExceededError'] : []);
    expect(call(guest, 'random', 0, quota)).toBe(0);
  });
});
