import { describe, expect, test } from 'vitest';
import { wat } from '../runtime/supply.js';
import { call, load, type Rig, rig, stub } from '../runtime/support.js';
import { caught, type RecordEntry } from './support.js';

const pkg = await load('buffers');
const entry = (await load('buffers', 'record')).entry as unknown as RecordEntry;
const { recorder, replayer, readLog, MemoryDivergence } = entry;

/** Makes two calls; in the second the host can change what only the first gave it. */
function work(guest: Rig): void {
  call(guest, 'recv', 200, 16);
  guest.put(100, 'hello');
  call(guest, 'read', 100, 5);
}

/** Records what a host does, and replays it. Gives what `done` throws. */
async function done(answers: (guest: () => Rig) => Record<string, (...values: never[]) => unknown>): Promise<unknown> {
  const recording = recorder();
  const recorded: Rig = await rig(pkg, { io: stub(answers(() => recorded)).host }, { layers: [recording.layer] });
  work(recorded);
  const replaying = replayer(recording.log());
  work(await rig(pkg, {}, { layers: [replaying.layer] }));
  const found = caught(() => {
    replaying.done();
    throw 'nothing';
  });
  if (found !== 'nothing') expect(caught(replaying.done)).toBe(found);
  return found;
}

describe('a host that changes memory where no call lets it', () => {
  const recv = (view: Uint8Array) => view.fill(9, 0, 4).length;
  const read = (data: Uint8Array) => data.length;

  test('has done nothing of the kind', async () => {
    expect(await done(() => ({ recv, read }))).toBe('nothing');
  });

  test.each<[string, Parameters<typeof done>[0]]>([
    [
      'a view that it kept',
      () => {
        let kept: Uint8Array;
        return {
          recv: (view: Uint8Array) => {
            kept = view;
            return 0;
          },
          read: () => kept.fill(7).length,
        };
      },
    ],
    ['the exported memory', (guest) => ({ recv, read: () => (guest().bytes().fill(1, 4000, 4001).length > 0 ? 1 : 0) })],
    ['a buffer that it was to read', () => ({ recv, read: (data: Uint8Array) => data.fill(0).length })],
    ['the size of the memory', (guest) => ({ recv, read: () => guest().memory.grow(1) })],
  ])('is found out by `done`: %s', async (_, answers) => {
    const found = await done(answers);
    expect(found).toBeInstanceOf(MemoryDivergence);
    expect(String(found)).toMatch(
      /^MemoryDivergence: every call was what was recorded, but the memory of the guest is not: \d+ bytes with the digest (.. ){7}.., now \d+ bytes with the digest (.. ){7}..\. /,
    );
    expect(found).toMatchObject({ recorded: { length: expect.any(Number) }, replayed: { length: 65_536 } });
  });
});

describe('the memory is compared where the log was taken', () => {
  const host = stub({ recv: (view: Uint8Array) => view.fill(9, 0, 4).length, read: (data: Uint8Array) => data.length }).host;

  test('each log has the memory of its moment', async () => {
    const recording = recorder();
    const recorded = await rig(pkg, { io: host }, { layers: [recording.layer] });
    const logs = [recording.log()];
    for (let i = 0; i < 2; i++) {
      work(recorded);
      recorded.put(300 + i, [7]);
      logs.push(recording.log());
    }
    for (const [times, log] of logs.entries()) {
      const replaying = replayer(log);
      const replayed = await rig(pkg, {}, { layers: [replaying.layer] });
      for (let i = 0; i < times; i++) {
        work(replayed);
        replayed.put(300 + i, [7]);
      }
      replaying.done();
      replayed.put(400, [1]);
      expect(caught(replaying.done)).toBeInstanceOf(MemoryDivergence);
    }
    expect(readLog(logs[1] as Uint8Array).memory).toMatchObject({ length: 65_536 });
  });

  test('what is taken inside a call has none: only the end of the call makes it known', async () => {
    const recording = recorder();
    let inside: Uint8Array = new Uint8Array(0);
    const read = () => {
      inside = recording.log();
      return 0;
    };
    work(await rig(pkg, { io: stub({ recv: () => 0, read }).host }, { layers: [recording.layer] }));
    expect(readLog(inside).memory).toBeUndefined();
  });

  test('a guest without memory, and one that shares it, have none', async () => {
    const without = recorder();
    pkg.entry.createImports({ io: host }, { layers: [without.layer] });
    expect(readLog(without.log()).memory).toBeUndefined();
    const shared = recorder();
    const bindings = pkg.entry.createImports({ io: host }, { threads: true, layers: [shared.layer] });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    pkg.entry.attach(bindings, { exports: { memory } } as unknown as WebAssembly.Instance);
    expect(readLog(shared.log()).memory).toBeUndefined();
  });
});

test('functions of an open module, which a host answers past its methods, leave no log', async () => {
  const families = await load('../../corpus/families');
  const { recorder } = (await load('../../corpus/families', 'record')).entry as unknown as RecordEntry;
  const guest = (module: string) =>
    wat(`(module (import "${module}" "sum" (func (param i64) (result i64))) (memory (export "memory") 1)
    (func (export "demo_import") (param i64 i64 i64 i64) (result i64) (i64.const 0)))`);
  const logOf = async (module: string) => {
    const recording = recorder();
    const bindings = families.entry.createImports({}, { layers: [recording.layer] });
    await families.entry.instantiate(await guest(module), bindings, { modules: { [module]: { sum: () => 1n } } });
    return recording.log;
  };
  expect(await logOf('native')).toThrow(
    'the run cannot be recorded: the guest imports native.sum, which is in the option `modules`: what a host answers there no log has',
  );
  // Another module is no host: it is given again where the run is replayed.
  expect((await logOf('runtime'))().length).toBeGreaterThan(0);
});
