import { describe, expect, it } from 'vitest';
import { type Stamp, stamped, stampSection } from '../../../generator/verify/stamp.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import { assemble } from '../wasm/support.js';
import { first, held, imported, surfaceIn, told } from './against.js';

const molt = surfaceIn('schemas/molt/1.1.0');
const needy = first(molt, ({ capabilities, needs }) => capabilities.length > 0 && needs.length === 0);
const plain = assemble(`(module ${imported(needy)} (memory (export "memory") 1))`);
const stamp: Stamp = {
  abi: molt.abi,
  version: molt.version,
  digest: molt.digest,
  floor: '1.1.0',
  target: null,
  capabilities: needy.capabilities,
};
const customsOf = (bytes: Uint8Array) => readBoundary(bytes, 'app.wasm').value?.customs ?? [];
const stampOf = (text: string): Uint8Array => stamped(plain, customsOf(plain), JSON.parse(text));

describe('a stamp', () => {
  it('is a custom section at the end, and no other byte is touched', () => {
    const bytes = stamped(plain, customsOf(plain), stamp);
    expect(Buffer.from(bytes.subarray(0, plain.length))).toEqual(Buffer.from(plain));
    const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), stampSection);
    expect(JSON.parse(new TextDecoder().decode(section))).toEqual(stamp);
  });

  it('takes the place of the ones before it, wherever they stand: the same facts give the same bytes', () => {
    const once = stamped(plain, customsOf(plain), stamp);
    const tail = once.subarray(plain.length);
    const first = Uint8Array.from([...plain.subarray(0, 8), ...tail, ...plain.subarray(8), ...tail]);
    expect(Buffer.from(stamped(first, customsOf(first), stamp))).toEqual(Buffer.from(once));
  });

  it('of any length reads back', () => {
    for (const length of [0, 1, 100, 127, 128, 129, 16_383, 16_384, 70_000]) {
      const long = { ...stamp, abi: 'a'.repeat(length) };
      expect(held(stamped(plain, customsOf(plain), long), molt).stamp).toEqual(long);
    }
  });

  it('case 62: never counts against the imports', () => {
    const other = stampOf(JSON.stringify({ ...stamp, abi: 'other', capabilities: [['all.of.it']], floor: '0.0.1' }));
    const { stamp: read, ...verdict } = held(other, molt);
    const { stamp: none, ...unstamped } = held(plain, molt);
    expect([none, read?.abi]).toEqual([null, 'other']);
    expect(told({ ...verdict, stamp: null }).filter((line) => line !== 'stamp:')).toEqual(told({ ...unstamped, stamp: null }));
    for (const key of ['pass', 'floor', 'newest', 'imports', 'exports', 'capabilities', 'runsOn'] as const)
      expect(verdict[key]).toEqual(unstamped[key]);
  });

  it.each([
    ['of another ABI', { abi: 'other' }, 'is for the ABI "other", not "molt"'],
    ['with a floor that is too low', { floor: '0.1.0' }, 'says that hosts from "0.1.0" on can run it; by its imports it is 1.1.0'],
    ['with a floor that is no version', { floor: '\u202e' }, 'says that hosts from "\\u202e" on can run it; by its imports it is 1.1.0'],
    ['of a target that lacks what it imports', { target: 'moon' }, 'is for the target "moon", which does not have all that it imports'],
    ['with the digest of something else', { digest: 'sha256:0' }, `has another digest than ${molt.abi} ${molt.version}`],
    [
      'with limits of a memory that it does not import',
      { memory: { initial: 60000 } },
      'gives limits of a memory that are not those of its imports',
    ],
    [
      'with limits of a table that it does not import',
      { table: { initial: 3 } },
      'gives limits of a table that are not those of its imports',
    ],
    ['with no floor', { floor: 1 }, 'cannot be read'],
    ['with capabilities that are no lists', { capabilities: ['molt.use'] }, 'cannot be read'],
  ])('%s is told', (_, change, why) => {
    const found = held(stampOf(JSON.stringify({ ...stamp, ...change })), molt).findings.filter(({ rule }) => rule === 'verify/stamp');
    expect(found.map(({ message }) => message)).toEqual([`has a stamp that ${why}`]);
  });

  it('that lacks what imports need is told', () => {
    const found = held(stamped(plain, customsOf(plain), { ...stamp, capabilities: [] }), molt).findings;
    const needs = needy.capabilities.map((oneOf) => oneOf.join(' or ')).join(', ');
    expect(found.filter(({ rule }) => rule === 'verify/stamp').map(({ message }) => message)).toEqual([
      `has a stamp that does not name ${needs}, which its imports need`,
    ]);
  });

  it('that is no JSON, or not UTF-8, cannot be read', () => {
    for (const contents of [[0x7b], [0xff], [], [0x6e, 0x75, 0x6c, 0x6c]]) {
      const name = [...new TextEncoder().encode(stampSection)];
      const body = [name.length, ...name, ...contents];
      const bytes = Uint8Array.from([...plain, 0, body.length, ...body]);
      const verdict = held(bytes, molt);
      expect(verdict.stamp).toBe(null);
      expect(verdict.findings.at(-1)?.message).toBe('has a stamp that cannot be read');
    }
  });
});
