import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKit } from '../../generator/cli/parity/kit.js';
import { parityFormats } from '../../generator/cli/parity/report.js';
import { runKit } from '../../generator/cli/parity/run.js';
import type { Outcome } from '../../runtime-glue/testing.js';
import { open, type RealHost, realHosts } from '../support/real-hosts/index.js';
import { writeParityPackage } from './package.js';
import { reference, seenIn } from './program.js';

const root = new URL('../../', import.meta.url).pathname;
const golden = join(root, 'schemas/parity/PARITY.md');

/** The host that stands for each target, as every job of CI runs it. */
const hostOf: Readonly<Record<string, RealHost>> = { browser: 'chromium', edge: 'workerd', wasi: 'node' };
const targets = Object.keys(hostOf);

const kit = readKit();
describe('the parity kit in a real browser, a real edge runtime and Node', () => {
  const seen: Record<string, Readonly<Record<string, Outcome>>> = {};
  const { folder, abi } = writeParityPackage();

  beforeAll(async () => {
    for (const [target, name] of Object.entries(hostOf)) {
      seen[target] = await seenIn(await open(name), kit, await folder, target);
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
