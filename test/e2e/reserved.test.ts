import { beforeAll, expect, test } from 'vitest';
import { camelCase } from '../../generator/emit/names.js';
import { compileCase } from '../unit/emitters/corpus.js';
import { assemble, type Bindings, type Entry, emittedText, packageOf } from './support.js';

/** Every reserved word of every language as a function: a guest calls each, and the host's method of that name answers. */
const interfaces = ['function-names', 'spellings'];
const lowered = compileCase('reserved-words');
const functions = lowered.abi.interfaces.filter((i) => interfaces.includes(i.name)).flatMap((i) => i.functions);

let entry: Entry;
let guest: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  entry = await (await packageOf('test/corpus/reserved-words'))('browser');
  const imports = await emittedText('test/corpus/reserved-words', 'wat', 'imports.wat');
  const calls = functions.map(({ id }, i) => `(func (export "f${i}") (param i32) (result i32) (call $${id} (local.get 0)))`);
  guest = await assemble(`${imports}${calls.join('\n')}`);
}, 30_000);

/** A method of Object.prototype has an underscore, so that an empty host does not seem to have it. */
const methodName = (name: string): string => (camelCase(name) in {} ? `${camelCase(name)}_` : camelCase(name));

const hostOf = (name: string): Record<string, (value: number) => number> => {
  const of = functions.filter((f) => f.interfaceName === name);
  return Object.fromEntries(of.map((f) => [methodName(f.name), (value: number) => value + functions.indexOf(f)]));
};

const answers = async (bindings: Bindings): Promise<unknown[]> => {
  const { exports } = await entry.instantiate(guest, bindings);
  return functions.map((_, i) => (exports[`f${i}`] as (value: number) => number)(1000));
};

test('case 12: every word is a method that the guest reaches', async () => {
  expect(functions.length).toBeGreaterThan(450);
  const hosts = { functionNames: hostOf('function-names'), spellings: hostOf('spellings') };
  expect(await answers(entry.createImports(hosts))).toEqual(functions.map((_, i) => 1000 + i));
});

test('case 12: every word is an import that a raw provider answers', async () => {
  const provider = (name: string) => {
    const of = functions.filter((f) => f.interfaceName === name);
    return entry.raw(Object.fromEntries(of.map((f) => [f.field, (value: number) => value + functions.indexOf(f)])));
  };
  const hosts = { functionNames: provider('function-names'), spellings: provider('spellings') };
  expect(await answers(entry.createImports(hosts))).toEqual(functions.map((_, i) => 1000 + i));
});
