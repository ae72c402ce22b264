import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { areaOf, readKit, type StoredMemory } from '../../generator/cli/parity/kit.js';
import { type CreateHost, type Entry, expected, type Observe, type Vector, type WholeMemory } from '../../runtime-glue/testing.js';
import { writeParityPackage } from './package.js';

const root = new URL('../../', import.meta.url).pathname;
const kit = readKit();
const areas = [...new Set(kit.vectors.map(areaOf))];
const goldenOf = (area: string): string => join(root, `schemas/parity/kit/memory/${area}.json`);

/** What is left, by address. */
const bytesOf = ({ changed }: WholeMemory): Map<number, string> =>
  new Map(changed.flatMap(({ at, bytes }) => (bytes.match(/../g) ?? []).map((byte, i): [number, string] => [at + i, byte])));

describe('the memory that each vector leaves, with the reference host', () => {
  const { folder } = writeParityPackage();
  const entries = new Map<string, Entry>();
  let observe: Observe;
  let createHost: CreateHost<Entry>;
  beforeAll(async () => {
    const from = async (path: string): Promise<unknown> => import(pathToFileURL(path).href);
    ({ observe } = (await from(join(await folder, 'testing.js'))) as { observe: Observe });
    ({ createHost } = (await from(join(root, 'schemas/parity/kit/host.mjs'))) as { createHost: CreateHost<Entry> });
    for (const target of ['browser', 'edge', 'wasi']) entries.set(target, (await from(join(await folder, `${target}.js`))) as Entry);
  }, 60_000);

  /** Where the bindings begin to number handles is free: what a vector leaves must not depend on it elsewhere than it says. */
  async function left(vector: Vector, target: string, handleSeed: number): Promise<WholeMemory | undefined> {
    const seeded: CreateHost<Entry> = async (abi, guest) => {
      const host = await createHost(abi, guest);
      return { ...host, options: { ...host.options, handleSeed } };
    };
    const wanted = { ...vector, ...expected(vector, target) };
    const { whole, strays } = await observe(entries.get(target) as Entry, seeded, kit.module(vector.guest), wanted);
    expect({ id: vector.id, strays }).toEqual({ id: vector.id, strays: undefined });
    return whole;
  }

  test.each(areas)('of %s is the one that is published', { timeout: 120_000 }, async (area) => {
    const found: StoredMemory[] = [];
    for (const vector of kit.vectors.filter((v) => areaOf(v) === area)) {
      const { id, differs } = vector;
      const whole = await left(vector, 'wasi', 0);
      if (whole) found.push({ id, ...whole });
      for (const on of Object.keys(differs?.on ?? {})) {
        const there = await left(vector, on, 0);
        if (there) found.push({ id, on, ...there });
      }
    }
    const text = `[\n${found.map((memory) => JSON.stringify(memory)).join(',\n')}\n]\n`;
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(goldenOf(area), text);
    expect(text).toBe(readFileSync(goldenOf(area), 'utf8'));
  });

  test('other handle numbers change what vectors say is chosen, and nothing else', { timeout: 120_000 }, async () => {
    for (const vector of kit.vectors) {
      const [some, others] = [await left(vector, 'wasi', 0), await left(vector, 'wasi', 0xabcdef)];
      const [a, b] = [bytesOf(some ?? { size: 0, changed: [] }), bytesOf(others ?? { size: 0, changed: [] })];
      const differing = [...new Set([...a.keys(), ...b.keys()])].filter((at) => a.get(at) !== b.get(at));
      const chosen = (vector.chosen ?? []).map(({ at, size }) => [at, at + size] as const);
      expect([vector.id, differing.filter((byte) => !chosen.some(([from, to]) => byte >= from && byte < to))]).toEqual([vector.id, []]);
      for (const [from, to] of chosen)
        expect([vector.id, from, differing.some((byte) => byte >= from && byte < to)]).toEqual([vector.id, from, true]);
    }
  });
});
