import { afterAll, expect, test } from 'vitest';
import type * as Rules from '../hosts/rules/index.js';
import type { Bindings } from '../runtime/support.js';
import { ExampleHosts } from './example-hosts.js';

interface Main {
  bindingsOf(options: object, events: object): { readonly bindings: Bindings; readonly closeAll: () => void };
}

const hosts = new ExampleHosts();
const { bindingsOf } = await hosts.load<Main>('node/main.ts');
const { Guest } = await hosts.load<typeof Rules>('rules/index.ts');
const { attach } = await hosts.entry('wasi');

const options = { programs: { files: { node: process.execPath } } };
const open: (() => void)[] = [];
afterAll(() => {
  for (const close of open) close();
});

/** The arguments of a spawn: the program with a script, its input nowhere, its outputs as asked. */
function start(guest: InstanceType<typeof Guest>, script: string, stdout: number): bigint {
  let end = 4;
  for (const text of ['node', '-e', script]) {
    const length = guest.put(4096 + end + 4, text);
    guest.view.setUint32(4096 + end, length, true);
    end += 4 + length;
  }
  guest.view.setUint32(4096, 3, true);
  expect(guest.call('molt_process_spawn_host', 4096, end, 0, 0, 0, 0, 2, stdout, 2, 512)).toBe(0);
  return guest.view.getBigInt64(512, true);
}

test('the Node example tells its guest by which handle a child has ended, once, after the last byte of its output', async () => {
  let happened = 0;
  const guest = new Guest((exports) => {
    const { bindings, closeAll } = bindingsOf(options, { happened: () => void happened++ });
    open.push(closeAll);
    attach(bindings, { exports } as WebAssembly.Instance);
    return bindings.imports as WebAssembly.Imports;
  });
  const poll = (): number => guest.call('molt_process_host_poll');
  const [silent, loud] = [start(guest, 'process.exit(3)', 2), start(guest, 'process.stdout.write("x".repeat(300_000))', 1)];
  expect(guest.call('molt_process_stdio_host', loud, 1, 520)).toBe(0);
  let seen = -1;
  const text = await guest.output(guest.view.getBigUint64(520, true), () => {
    if (seen === happened) return;
    seen = happened;
    poll();
    expect(guest.told.filter(({ child }) => child === loud)).toEqual([]);
  });
  expect(text.length).toBe(300_000);
  await guest.until('the end of both', () => {
    // As a guest does that waits for events: it asks again when something has happened, and not before.
    if (seen === happened) return undefined;
    seen = happened;
    poll();
    return guest.told.length === 2 ? true : undefined;
  });
  expect([poll(), poll()]).toEqual([0, 0]);
  expect([...guest.told].sort((a, b) => a.code - b.code)).toEqual([
    { child: loud, code: 0 },
    { child: silent, code: 3 },
  ]);
});
