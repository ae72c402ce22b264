import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKit } from '../../generator/cli/parity/kit.js';
import { runKit } from '../../generator/cli/parity/run.js';
import type { Outcome } from '../../runtime-glue/testing.js';
import { declareVisits } from '../e2e/edge-visits.js';
import { ExampleHosts } from '../e2e/example-hosts.js';
import { writeParityPackage } from '../parity/package.js';
import { reference, seenIn } from '../parity/program.js';
import { root } from '../runtime/supply.js';
import { miniflare, type StartedWorker, start } from './miniflare.js';

test('miniflare runs the workerd that the other tests run', () => {
  const versionOf = (folder: string) =>
    (createRequire(join(root, folder, 'package.json'))('workerd/package.json') as { version: string }).version;
  expect(versionOf('test/full/hosts')).toBe(versionOf('.'));
});

describe('the parity kit in miniflare', () => {
  const kit = readKit();
  const { folder, abi } = writeParityPackage();
  let seen: Readonly<Record<string, Outcome>>;
  beforeAll(async () => {
    seen = await seenIn(await miniflare(), kit, await folder, 'edge');
  }, 180_000);

  test('every vector has its bytes, its errors and its trace on the edge', async () => {
    const report = await runKit(kit, kit.vectors, ['edge'], async ({ id }) => seen[id] as Outcome, abi, reference);
    expect(report.vectors.flatMap((v) => v.results.filter((r) => r.outcome === 'different').map((r) => [v.id, r]))).toEqual([]);
    expect(report.vectors.length).toBe(kit.vectors.length);
  });
});

describe('the edge worker of the examples', () => {
  const hosts = new ExampleHosts();
  let worker: StartedWorker;
  beforeAll(async () => {
    const script = await hosts.bundle('edge/worker.ts', ['*.wasm']);
    worker = await start(
      [
        { type: 'ESModule', path: 'worker.js', contents: readFileSync(script, 'utf8') },
        { type: 'CompiledWasm', path: 'guest.wasm', contents: readFileSync(join(root, 'test/guests/edge-sales.wasm')) },
      ],
      { durableObjects: { STORE: { className: 'Store', useSQLite: true } } },
    );
  }, 60_000);
  afterAll(() => worker?.stop());

  declareVisits('in miniflare', () => worker.origin);
});
