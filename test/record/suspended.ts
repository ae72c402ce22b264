import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { caller, streamExports } from '../async/guest.js';
import { emitHost, folder, root, wat, write } from '../runtime/supply.js';
import { bundle, type OpenHost } from '../support/real-hosts/index.js';
import { expectSameMemory } from './support.js';
import { type Recorded, type RecordedRun, type Recording, type Run, replay, runs } from './suspend-program.js';

const { files, lowered } = await emitHost('test/runtime/abis/late');
const into = folder();
write(into, files);
const guest = await wat(caller(lowered, streamExports));
const abi = { ...(await import(join(into, 'browser.js'))), ...(await import(join(into, 'record.js'))) } as Recording;

/** Records all runs in a host whose engine suspends guests. */
async function recordedIn(name: string, start: () => Promise<OpenHost>): Promise<Recorded> {
  const program = join(into, `${name}.js`);
  const run = `import { recordAll } from ${JSON.stringify(join(root, 'test/record/suspend-program.ts'))};`;
  const entries = "import * as browser from './browser.js';\nimport * as record from './record.js';";
  writeFileSync(program, `${entries}\n${run}\nexport default (_, { modules }) => recordAll({ ...browser, ...record }, modules.guest);\n`);
  const running = await start();
  try {
    return (await running.run(await bundle(program), { guest }, null)) as Recorded;
  } finally {
    await running.close();
  }
}

const module = await WebAssembly.compile(guest);
const EIO = -5;
const EBADF = -9;
const EACCES = -13;
const EINVAL = -22;
const ended = 'AbiTrap: io.hold has no error for a failing host';

/** What each run answers, recorded and replayed, and the functions that its log has. */
const expected: Readonly<Record<keyof typeof runs, readonly [answers: unknown, calls: readonly string[]]>> = {
  buffers: [
    [3, 0, 0, 0, 0, 2, 402, EBADF],
    ['open', 'read', 'fetch', 'stat', 'invert', 'launch', 'scatter', 'wait', 'wait', 'read'],
  ],
  failures: [
    [EIO, EACCES, EINVAL, EIO],
    ['stat', 'stat', 'stat', 'stat'],
  ],
  entries: [
    [true, EBADF, 0, 0, EBADF],
    ['open', 'visit', 'query', 'pump', 'close'],
  ],
  traps: [
    [40, ended, ended],
    ['hold', 'hold'],
  ],
};

/** Declares the tests of runs that were recorded in a host whose engine suspends guests, and are replayed in this Node. */
export function declareRecordedIn(name: string, start: () => Promise<OpenHost>): void {
  describe(`recorded in ${name}, where the engine suspends guests (JSPI)`, () => {
    const got = recordedIn(name, start);
    const of = async (run: string): Promise<RecordedRun> => (await got).runs[run] as RecordedRun;

    describe.each(Object.entries(runs))('%s', (name, run) => {
      test('is replayed here without a host, byte for byte', { timeout: 60_000 }, async () => {
        const { answers, memory, log } = await of(name);
        const replayed = await replay(abi, module, run, log);
        expect(replayed.answers).toEqual(answers);
        expectSameMemory(Uint8Array.from(replayed.memory), Uint8Array.from(memory));
      });

      test('is replayed there too, suspended or not', async () => {
        expect(await of(name)).toMatchObject({ same: true });
      });

      test('has each call in its log, in order, and came to what the host answered', async () => {
        const { answers, log } = await of(name);
        const { calls } = abi.readLog(Uint8Array.from(log));
        expect([answers, calls.map((call) => call.function.replace('io.', ''))]).toEqual(expected[name]);
      });
    });

    test('a guest that does something else is told of at its first differing call, with both sides', async () => {
      const { log } = await of('buffers');
      const other: Run = { ...(runs.buffers as Run), work: async (g) => [await g.call('open', 600, g.put(600, 'lag'))] };
      const found = await replay(abi, module, other, log).catch((cause: unknown) => cause);
      expect(found).toBeInstanceOf(abi.Divergence);
      expect(String(found)).toBe(
        'Divergence: call 0, io.open, is not what was recorded: name differs at byte 1: 6f, now 61\n  recorded: io.open(name-ptr: 600, name-len: 3, name: <6c 6f 67>)\n  replayed: io.open(name-ptr: 600, name-len: 3, name: <6c 61 67>)',
      );
      const fewer: Run = { ...other, work: async (g) => [await g.call('open', 600, g.put(600, 'log'))] };
      expect(await replay(abi, module, fewer, log).catch(String)).toMatch(
        /call 1, io.read, .*\n {2}recorded: io.read\(.*\n {2}replayed: no call$/,
      );
    });

    test('a run that no log can hold is refused by name', async () => {
      expect((await got).refused).toEqual({
        overlapping:
          'LogError: the run cannot be recorded: io.ping was called while the host answered io.hold, other than through an export that the glue calls',
        // While the host still runs, and after the guest has come back, a call of it is recorded as any other.
        between: [
          true,
          'LogError: the run cannot be recorded: g_run was called while another call of the guest had not come back, and no host ran',
        ],
      });
    });
  });
}
