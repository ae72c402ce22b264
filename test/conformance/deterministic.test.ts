import { expect, test } from 'vitest';
import type { Entry } from '../e2e/support.js';
import { codecs, molt } from './guest.js';
import { compileMolt } from './molt.js';

type DeterministicEntry = Entry & { deterministic(options: object): object };
type Import = (...values: (number | bigint)[]) => unknown;

const { abi, lowered } = compileMolt('1.5.0');
/** All that can differ from run to run, by its place in the import object. What the guest itself answers, or a stream, is not called here. */
const functions = lowered.interfaces
  .flatMap((i) => i.functions)
  .filter(({ func }) => func.effects.nondeterministic && func.deterministic && !func.params.some(({ type }) => type.kind === 'stream'));

/** What every call answers in deterministic mode without a host, and what it leaves in memory. */
async function answers(target: string): Promise<ReadonlyMap<string, string>> {
  const { createImports, deterministic, attach } = (await molt(target)) as DeterministicEntry;
  const grants = abi.capabilities.filter((c) => c.targets.includes(target)).map((c) => c.name);
  const found = new Map<string, string>();
  for (const { func, signature } of functions) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const bindings = createImports({}, { grants, codecs, deterministic: deterministic({ seed: 7 }) });
    attach(bindings, { exports: { molt_memory: memory } });
    // Addresses that are apart, and handles that nobody has.
    const values = signature.params.map((type, i) => (type === 'i64' ? BigInt(64 * i) : 64 * i));
    const call = bindings.imports[func.module]?.[func.field] as Import | undefined;
    const answer = call?.(...values);
    found.set(func.id, `${answer} ${[...new Uint8Array(memory.buffer)].flatMap((byte, at) => (byte ? [`${at}:${byte}`] : []))}`);
  }
  return found;
}

test('case 97: in deterministic mode targets answer alike what they all have, and what one lacks as the schema says', async () => {
  const [browser, edge, wasi] = await Promise.all(['browser', 'edge', 'wasi'].map(answers));
  const byTarget = { browser, edge, wasi };
  const shared = functions.filter(({ func }) => func.targets.length > 1);
  for (const { func } of shared) {
    const found = Object.entries(byTarget).flatMap(([target, one]) => (func.targets.includes(target) ? [one?.get(func.id)] : []));
    expect(new Set(found).size, `${func.id}: ${found}`).toBe(1);
  }
  expect(shared.length).toBeGreaterThan(30);
  for (const { func } of functions)
    for (const [target, found] of Object.entries(byTarget)) {
      const lacking = func.targets.includes(target) ? undefined : (func.lacking[target] ?? func.missing);
      if (lacking?.kind === 'value') expect(found?.get(func.id), `${func.id} on ${target}`).toBe(`${lacking.value} `);
    }
  // What a page has not, it has not in this mode either: a process has a number, and it is 1 wherever there are processes.
  expect([browser?.get('os.getpid'), edge?.get('os.getpid'), wasi?.get('os.getpid')]).toEqual(['-1 ', '-1 ', '1 ']);
  expect([browser?.get('time.timezone'), wasi?.get('time.timezone')]).toEqual(['0 ', '0 ']);
});
