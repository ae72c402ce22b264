import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everything, modules, start } from '../e2e/hosts/run.js';
import { guestBytes, packageOf, root } from '../e2e/support.js';
import { caught, expectSameMemory, memoryOf, type RecordEntry } from './support.js';

const entryOf = await packageOf('test/corpus/everything');
const entry = await entryOf('wasi');
const { recorder, replayer, readLog } = (await entryOf('record')) as unknown as RecordEntry;
const grants = ['demo.write'];

/** Runs every group of calls of a guest, in the order of their names; then the call that never returns. */
function work(instance: WebAssembly.Instance): unknown {
  const groups = Object.keys(instance.exports).filter((name) => name.startsWith('run_') && name !== 'run_exit');
  for (const name of groups.sort()) (instance.exports[name] as () => number)();
  return caught(() => (instance.exports.run_exit as (code: number) => void)(3));
}

async function record(guest: string) {
  const { layer, log } = recorder();
  const { instance, calls } = await start(entry, guest, { grants, layers: [layer] });
  const ended = work(instance);
  return { log: log(), memory: memoryOf(instance), calls, ended };
}

async function replay(guest: string, log: Uint8Array) {
  const [replaying, again] = [replayer(log), recorder()];
  const bindings = entry.createImports({}, { grants, modules, layers: [replaying.layer, again.layer] });
  const instance = await entry.instantiate(guestBytes(guest), bindings, { functionTable: { initial: 4 } });
  return { instance, done: () => replaying.done(), log: again.log };
}

describe.each(everything)('%s', (guest) => {
  test('is replayed without a host, to the same memory and the same end', async () => {
    const recorded = await record(guest);
    expect(recorded.calls.length).toBeGreaterThan(50);
    const { instance, done } = await replay(guest, recorded.log);
    const ended = work(instance);
    done();
    expectSameMemory(memoryOf(instance), recorded.memory);
    expect(String(ended)).toBe(String(recorded.ended));
  });

  test('gives the same log each time, and the log of a replay is that of the run', async () => {
    const { log } = await record(guest);
    expect((await record(guest)).log).toEqual(log);
    const again = await replay(guest, log);
    work(again.instance);
    const calls = readLog(again.log()).calls.map(({ entered, ...call }) => call);
    expect(calls).toEqual(readLog(log).calls.map(({ entered, ...call }) => call));
  });
});

test('the bytes of a log stay as they are', async () => {
  const golden = join(root, 'test/golden/record/everything-wat.log');
  const { log } = await record('everything-wat');
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(join(golden, '..'), { recursive: true });
    writeFileSync(golden, log);
  }
  expect(existsSync(golden), 'UPDATE_GOLDENS=1 makes it').toBe(true);
  expect(Buffer.from(log).equals(readFileSync(golden)), 'the log is not the golden one').toBe(true);
});
