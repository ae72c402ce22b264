import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKit } from '../../generator/cli/parity/kit.js';
import { parityFormats } from '../../generator/cli/parity/report.js';
import { runKit } from '../../generator/cli/parity/run.js';
import type { Outcome } from '../../runtime-glue/testing.js';
import { bundle, open, type RealHost, realHosts } from '../support/real-hosts/index.js';
import { writeParityPackage } from './package.js';

const root = new URL('../../', import.meta.url).pathname;
const golden = join(root, 'schemas/parity/PARITY.md');
const reference = 'schemas/parity/kit/host.mjs';

/** The host that stands for each target, as every job of CI runs it. */
const hostOf: Readonly<Record<string, RealHost>> = { browser: 'chromium', edge: 'workerd', wasi: 'node' };
const targets = Object.keys(hostOf);

const kit = readKit();
const modules = Object.fromEntries([...new Set(kit.vectors.map((v) => v.guest))].map((guest) => [guest, kit.module(guest)]));

/** Runs every vector in one program: a worker begins with its modules, and compiles none. */
const program = (folder: string, target: string): string => `
import * as abi from ${JSON.stringify(join(folder, `${target}.js`))};
import { expected, observe } from ${JSON.stringify(join(folder, 'testing.js'))};
import { createHost } from ${JSON.stringify(join(root, reference))};
export default async (vectors, { modules }) => {
  const outcomes = {};
  for (const { id, guest, grants, again, ...vector } of vectors)
    outcomes[id] = await observe(abi, createHost, modules[guest], { ...expected(vector, '${target}'), grants, again });
  return outcomes;
};
`;

describe('the parity kit in a real browser, a real edge runtime and Node', () => {
  const seen: Record<string, Record<string, Outcome>> = {};
  const { folder, abi } = writeParityPackage();

  beforeAll(async () => {
    for (const [target, name] of Object.entries(hostOf)) {
      const entry = join(await folder, `program-${target}.js`);
      writeFileSync(entry, program(await folder, target));
      const host = await open(name);
      try {
        seen[target] = (await host.run(await bundle(entry), modules, kit.vectors)) as Record<string, Outcome>;
      } finally {
        await host.close();
      }
    }
  }, 180_000);
  afterAll(() => expect(Object.keys(seen)).toEqual(targets));

  test('every host is a real one of ours', () => expect(Object.values(hostOf).sort()).toEqual([...realHosts].sort()));

  test('every vector has its bytes, its errors and its trace on every target; the table is the one that is published', async () => {
    const run = async ({ id, target }: { id: string; target: string }) => seen[target]?.[id] as Outcome;
    const report = await runKit(kit, kit.vectors, targets, run, abi, reference);
    expect(report.vectors.flatMap((v) => v.results.filter((r) => r.outcome === 'different').map((r) => [v.id, r]))).toEqual([]);
    const table = parityFormats.markdown(report);
    if (process.env.UPDATE_GOLDENS === '1') writeFileSync(golden, table);
    expect(table).toBe(readFileSync(golden, 'utf8'));
  });

  test('what is not told apart by the schema is the same to the last byte on all targets', () => {
    for (const { id } of kit.vectors.filter((v) => v.differs === undefined)) {
      const [first, ...others] = targets.map((target) => seen[target]?.[id]);
      for (const other of others) expect({ id, seen: other }).toEqual({ id, seen: first });
    }
  });
});
