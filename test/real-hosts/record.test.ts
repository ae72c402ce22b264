import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { modules } from '../e2e/hosts/all.js';
import type { Entry } from '../e2e/support.js';
import { dice } from '../record/dice.js';
import { groupsOf, type Recorded, work } from '../record/fixtures/recorded.js';
import { expectSameMemory, memoryOf, type RecordEntry } from '../record/support.js';
import { assembler, emitHost, folder, root, write } from '../runtime/supply.js';
import { bundle, open, type RealHost } from '../support/real-hosts/index.js';

const into = folder();
const abis = { everything: 'test/corpus/everything', molt: 'schemas/molt/1.5.0' };
for (const [name, abi] of Object.entries(abis)) {
  mkdirSync(join(into, name));
  write(join(into, name), (await emitHost(abi)).files);
}
const guests = {
  everything: new Uint8Array(readFileSync(join(root, 'test/guests/everything-c.wasm'))),
  dice: (await assembler())(dice),
};
type Guest = keyof typeof guests;

/** The program that records, with the packages for a target. */
function programFor(target: string): Promise<string> {
  const path = join(into, `${target}-program.ts`);
  writeFileSync(
    path,
    `import * as everything from './everything/${target}.js';
import * as everythingRecord from './everything/record.js';
import * as molt from './molt/${target}.js';
import * as moltRecord from './molt/record.js';
import { records } from ${JSON.stringify(join(root, 'test/record/fixtures/recorded.ts'))};
export default records({ everything, everythingRecord, molt, moltRecord });
`,
  );
  return bundle(path);
}

/** Replays a run here in Node, without hosts: through the entry of the target on which it was recorded. */
async function replayed(guest: Guest, target: string, { log }: Recorded) {
  const from = async (file: string) => import(pathToFileURL(join(into, guest === 'dice' ? 'molt' : 'everything', `${file}.js`)).href);
  const [entry, record] = [(await from(target)) as Entry, (await from('record')) as RecordEntry];
  const module = await WebAssembly.compile(guests[guest]);
  const replaying = record.replayer(new Uint8Array(Buffer.from(log, 'base64')));
  const bindings = entry.createImports({}, { grants: replaying.origin.granted, modules, layers: [replaying.layer] });
  const instance = await entry.instantiate(module, bindings, { functionTable: { initial: 4 } });
  const answers = work(instance, guest === 'dice' ? ['play'] : groupsOf(module));
  replaying.done();
  return { answers, memory: memoryOf(instance) };
}

const places: readonly (readonly [host: RealHost, target: string, grants: readonly string[]])[] = [
  ['chromium', 'browser', ['demo.*']],
  ['workerd', 'edge', []],
];

describe.each(places)('what was recorded in %s on %s', (name, target, grants) => {
  let runs: Readonly<Record<Guest, Recorded>>;
  beforeAll(async () => {
    const host = await open(name);
    try {
      runs = (await host.run(await programFor(target), guests, grants)) as typeof runs;
    } finally {
      await host.close();
    }
  }, 60_000);

  test.each(['everything', 'dice'] as const)('is replayed in Node byte for byte: %s', async (guest) => {
    const recorded = runs[guest];
    const { answers, memory } = await replayed(guest, target, recorded);
    expect(answers).toEqual(recorded.answers);
    expectSameMemory(memory, new Uint8Array(Buffer.from(recorded.memory, 'base64')));
  });
});
