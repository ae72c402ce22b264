import { describe, expect, test } from 'vitest';
import type { Answer, Func } from '../../generator/ir/abi.js';
import type { Entry } from '../e2e/support.js';
import { molt } from './guest.js';
import { compileMolt } from './molt.js';

const { abi } = compileMolt('1.5.0');
const functions = abi.interfaces.flatMap((i) => i.functions);
const groupOf = (name: string): string => name.split('.')[0] as string;
const capability = (name: string) => abi.capabilities.find((c) => c.name === name);

/** All that a capability brings with it. */
const implied = (name: string): string[] => (capability(name)?.implies ?? []).flatMap((n) => [n, ...implied(n)]);

/** The core result of an answer; undefined for a trap. */
const coreOf = (func: Func, answer: Answer): bigint | undefined => {
  if (answer.kind === 'trap') return undefined;
  if (answer.kind === 'value') return answer.value;
  return func.result?.encoding === 'value-or-negative-error' ? -answer.case.value : answer.case.value;
};

const fieldOf = (entry: Entry, func: Func, grants: readonly string[]): (() => unknown) =>
  entry.createImports({}, { grants }).imports[func.module]?.[func.field] as () => unknown;

describe('the schema of Molt', () => {
  test('has fs.* on wasi alone, and no function that needs it elsewhere', () => {
    const fs = abi.capabilities.filter((c) => groupOf(c.name) === 'fs');
    expect(fs.map((c) => [c.name, c.targets])).toEqual([
      ['fs.read', ['wasi']],
      ['fs.write', ['wasi']],
    ]);
    const files = functions.filter((f) => f.authority.kind !== 'none' && f.authority.names.some((n) => groupOf(n) === 'fs'));
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((f) => f.targets.join() !== 'wasi').map((f) => f.id)).toEqual([]);
  });

  test('gives time.* and rand.* only to who is granted them by name', () => {
    for (const group of ['time', 'rand'])
      for (const c of abi.capabilities.filter((other) => groupOf(other.name) !== group))
        expect(implied(c.name).filter((name) => groupOf(name) === group)).toEqual([]);
    const needs = (id: string) => functions.find((f) => f.id === id)?.authority;
    expect(needs('wasi.clock-time-get')).toEqual({ kind: 'all', names: ['time.wall'] });
    expect(needs('wasi.poll-oneoff')).toEqual({ kind: 'all', names: ['time.monotonic'] });
    expect(needs('wasi.random-get')).toEqual({ kind: 'all', names: ['rand.bytes'] });
    const zoned = functions.filter((f) => f.interfaceName === 'time');
    expect(zoned.map((f) => f.authority)).toEqual(zoned.map(() => ({ kind: 'all', names: ['time.zone'] })));
  });
});

describe.each(['browser', 'edge', 'wasi'])('the entry %s', (target) => {
  const here = abi.capabilities.filter((c) => c.targets.includes(target)).map((c) => c.name);
  const elsewhere = abi.capabilities.filter((c) => !c.targets.includes(target)).map((c) => c.name);

  test('grants by no group, wildcard or implication what the target lacks', async () => {
    const { createImports, AbiLinkError } = await molt(target);
    const groups = [...new Set(here.filter((n) => n.includes('.')).map((n) => `${groupOf(n)}.*`))];
    const all = createImports({}, { grants: [...here, ...groups] });
    expect(all.granted).toEqual(here);
    expect(Object.keys(all.capabilities)).toEqual(here);
    for (const group of [...groups, ...here])
      for (const name of createImports({}, { grants: [group] }).granted) expect(here).toContain(name);
    for (const name of [...elsewhere, '*', '.*', ...(target === 'wasi' ? [] : ['fs.*', 'fs'])])
      expect(() => createImports({}, { grants: [name] }), name).toThrow(AbiLinkError);
  });

  test('case 94: gives no clock, no random bytes, no environment, no files and no network to who is granted something else', async () => {
    const { createImports } = await molt(target);
    expect(createImports().granted).toEqual([]);
    for (const asked of here)
      for (const name of createImports({}, { grants: [asked] }).granted) if (name !== asked) expect(implied(asked)).toContain(name);
  });

  test('answers what is not there, or not allowed there, by a value that the schema names', async () => {
    const entry = await molt(target);
    const lacking = functions.filter((f) => !f.targets.includes(target));
    expect(lacking.length).toBeGreaterThan(target === 'wasi' ? 0 : 10);
    for (const func of lacking) {
      const wanted = coreOf(func, func.lacking[target] ?? func.missing);
      expect(wanted, func.id).toBeDefined();
      expect(BigInt(fieldOf(entry, func, here)() as number), func.id).toBe(wanted);
    }
  });
});

test('an edge worker is given a module; bytes are told so before anything is linked', async () => {
  const { createImports, instantiate, AbiLinkError } = await molt('edge');
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const given = instantiate(bytes, createImports());
  await expect(given).rejects.toThrow(AbiLinkError);
  await expect(given).rejects.toThrow('the target edge compiles nothing: give a WebAssembly.Module');
  expect(await instantiate(await WebAssembly.compile(bytes), createImports())).toBeInstanceOf(WebAssembly.Instance);
  const elsewhere = await molt('browser');
  expect(await elsewhere.instantiate(bytes, elsewhere.createImports())).toBeInstanceOf(WebAssembly.Instance);
});
