import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emitHost, folder, root, wat, write } from '../runtime/supply.js';
import { bundle, type OpenHost } from '../support/real-hosts/index.js';
import { caller, streamExports } from './guest.js';

const EIO = -5;
const EBADF = -9;
const EAGAIN = -11;
const EACCES = -13;
const EBUSY = -16;
const EINVAL = -22;
const { files, lowered } = await emitHost('test/runtime/abis/late');
const into = folder();
write(into, files);
const guest = await wat(caller(lowered, streamExports));

/** Runs all scenarios in a host whose engine suspends guests. */
async function outcomes(name: string, start: () => Promise<OpenHost>): Promise<Record<string, unknown>> {
  const program = join(into, `${name}.js`);
  const run = `import { runAll } from ${JSON.stringify(join(root, 'test/async/suspend-program.ts'))};`;
  writeFileSync(program, `import * as abi from './browser.js';\n${run}\nexport default (_, { modules }) => runAll(abi, modules.guest);\n`);
  const running = await start();
  try {
    return (await running.run(await bundle(program), { guest }, null)) as Record<string, unknown>;
  } finally {
    await running.close();
  }
}

/** Declares the tests of guests that the engine suspends, as they came out in a host. */
export function declareSuspensionIn(name: string, start: () => Promise<OpenHost>): void {
  describe(`in ${name}, where the engine suspends guests (JSPI)`, () => {
    const got = outcomes(name, start);
    const of = async (name: string): Promise<unknown> => (await got)[name];

    test('a view that is filled after the memory has grown is written whole, and nothing beside it', { timeout: 60_000 }, async () => {
      expect(await of('fills')).toEqual({ opened: true, before: [1, 1, 1, 1, 1, 1], result: 3, after: [7, 8, 9, 1, 1, 1] });
    });

    test('what the host reads and changes are copies, written after it has answered', async () => {
      expect(await of('copies')).toEqual({
        first: [0, [254, 253, 252]],
        second: [0, [252, 253, 254]],
        third: [3, [1, 1, 254], [2, 0], [0, 0]],
      });
    });

    test('case 89: while a call is suspended no other begins, and its state is its own', async () => {
      expect(await of('overlaps')).toEqual({
        meanwhile: [
          'Error: do_ping was called while the guest is inside another call',
          'Error: g_run was called during an import that does not re-enter the guest',
          'Error: g_run was called while the guest is inside another call',
          EBUSY,
        ],
        result: 402,
        calls: [1, 2],
        after: 0,
      });
    });

    test('case 78: a handle that is closed while the call waits makes its answer void', async () => {
      expect(await of('closes')).toEqual([EBADF, EBADF, []]);
    });

    test('a host that fails later is answered like one that fails at once, and nothing is written', async () => {
      expect(await of('fails')).toEqual({
        results: [EIO, EACCES, EINVAL, EIO, EIO, EIO],
        written: [0, 0, 0, 0, 0, 0, 0, 0, 0],
        blamed: [
          'Error: secret',
          'TypeError: io.stat: the host answered a string, which does not fit its result',
          'Error: at once',
          expect.any(String),
        ],
      });
    });

    test('an instance that is poisoned while a call waits is written no more', async () => {
      const trap = 'AbiTrap: io.mark was called while the guest may not call: from its allocator, or from inside another import';
      expect(await of('poisons')).toEqual([trap, trap, [0, 0, 0, 0, 0, 0, 0, 0], trap]);
    });

    test('a call from where the engine cannot suspend does not reach the host', async () => {
      // Newer engines look before they call the import.
      const bad = expect.stringMatching(/^SuspendError|io.hold suspends the guest: call its exports by `asyncGuestExports` or `promising`/);
      expect(await of('plainly')).toEqual({ good: 42, bad, calls: 1 });
    });

    test('nor does one beneath an import that the guest answers itself, where the engine cannot suspend either', async () => {
      // Newer engines look before they call the import, and the guest lives on; otherwise the bindings end it.
      expect([
        { beneath: -77, calls: [], after: 0 },
        { beneath: expect.stringContaining('AbiTrap: io.hold suspends the guest'), calls: [], after: expect.stringContaining('AbiTrap') },
      ]).toContainEqual(await of('beneath'));
    });

    test('without the option the guest asks again', async () => {
      expect(await of('polls')).toEqual([EAGAIN, 0, 'URL', [3, 0, 0, 0]]);
    });

    test('streams are opened and pumped when the host has answered; layers see the promise', async () => {
      expect(await of('streams')).toEqual({
        opened: [0, [77, 0, 0, 0, 0, 0, 0, 0]],
        pumped: [0, 'hi', [1]],
        ping: 0,
        seen: ['query later', 'pump later', 'ping 0'],
      });
    });
  });
}
