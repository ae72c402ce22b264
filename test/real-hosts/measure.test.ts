import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MeasureReport, phases } from '../../generator/measure/model.js';
import { browserProgram } from '../support/real-hosts/chromium-program.js';
import type { Ended } from '../unit/cli/binary.js';
import { runHere } from '../unit/cli/in-process.js';
import { assemble } from '../unit/wasm/support.js';

const root = new URL('../../', import.meta.url).pathname;
const guest = (name: string) => join(root, `test/guests/${name}.wasm`);
const schema = JSON.parse(readFileSync(join(root, 'schemas/measure-report.schema.json'), 'utf8')) as AnySchema;
const valid = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

let folder = '';
let browser = '';
const inFolder = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const measure = (...args: string[]): Promise<Ended> => runHere(['measure', '--browser', browser, ...args]);
const reportOf = ({ out }: Ended): MeasureReport => JSON.parse(out) as MeasureReport;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'molt-abi-test-'));
  const { path, environment } = await browserProgram();
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
  browser = inFolder('browser.sh', `#!/bin/sh\n${variables.join('')}exec '${path}' "$@"\n`);
  chmodSync(browser, 0o755);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('molt-abi measure', { timeout: 240_000 }, () => {
  test('takes samples in Node, Chromium and workerd, of a module and of its baseline in turns', async () => {
    const budget = inFolder('budget.json', '{"raw": 1000000, "gzip": 1, "ratio": {"raw": 100, "compile": 1000000}}');
    const ended = await measure(
      ...[guest('edge-sales'), '--abi-version', '1.5.0', '--host', 'node,chromium,workerd', '--runs', '2', '--format', 'json'],
      ...['--baseline', guest('db-query'), '--budget', budget],
    );
    expect(ended.err).toContain('measure/over-budget');
    expect(ended.err).toContain('for "gzip"');
    expect([ended.code, ended.err.match(/error\[/g)?.length]).toEqual([1, 1]);
    const report = reportOf(ended);
    expect([valid(report), valid.errors]).toEqual([true, null]);
    expect(report.hosts.map(({ target, host }) => [target, host])).toEqual([
      ['wasi', 'node'],
      ['browser', 'chromium'],
      ['edge', 'workerd'],
    ]);
    for (const host of report.hosts) {
      expect(host.version).toMatch(/^\d+[.-]\d+/);
      expect(host.firstCall?.export).toBe('step');
      for (const phase of phases) expect(host[phase]?.samples).toHaveLength(2);
      for (const phase of ['compile', 'instantiate'] as const) for (const ms of host[phase].samples) expect(ms).toBeGreaterThan(0);
    }
    expect(report.size.sections.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(report.size.raw);
    expect(report.glue.map(({ target }) => target)).toEqual(['browser', 'edge', 'wasi']);
    for (const { raw, base, shares } of report.glue) {
      expect(raw).toBeGreaterThan(base);
      expect(shares.filter(({ name }) => name === null).map(({ module }) => module)).toEqual(['env', 'wasi_snapshot_preview1']);
      expect(shares.filter(({ name }) => name !== null)).toHaveLength(7);
    }
    expect(report.baseline).toMatchObject({ kind: 'module', comparable: true });
    expect(report.baseline?.ratios.filter(({ of }) => of === 'compile').map(({ target }) => target)).toEqual(['wasi', 'browser', 'edge']);
    expect(report.budget?.limits.filter(({ pass }) => !pass).map(({ limit }) => limit)).toEqual(['gzip']);
  });

  test('gives stubs to imports that another module answers, and the memory and table that are imported', async () => {
    const app = inFolder(
      'open.wasm',
      assemble(`(module
        (import "runtime" "unknown" (func $unknown))
        (import "runtime" "level" (global i64))
        (import "env" "memory" (memory 2 4))
        (import "env" "__indirect_function_table" (table 1 funcref))
        (export "memory" (memory 0))
        (func (export "demo_ready"))
        (func (export "main") call $unknown))`),
    );
    const ended = await measure(app, '--abi', join(root, 'test/corpus/everything'), '--target', 'all', '--runs', '1', '--format', 'json');
    expect([ended.code, ended.err]).toEqual([0, '']);
    const calls = reportOf(ended).hosts.map(({ host, firstCall }) => [host, firstCall]);
    const firstCall = { export: 'main', threw: 'Error: runtime.unknown is answered by another module' };
    expect(calls).toEqual([
      ['node', firstCall],
      ['chromium', firstCall],
      ['workerd', firstCall],
    ]);
  });

  test('writes a report that is the baseline of the next one', async () => {
    const app = inFolder('small.wasm', assemble('(module (memory (export "memory") 1))'));
    const first = join(folder, 'first.json');
    const once = await measure(app, '--target', 'wasi', '--runs', '1', '--format', 'json', '--output', first);
    expect([once.code, once.out]).toEqual([0, '']);
    expect(once.err).toContain('MEASURED: ');
    const again = await measure(app, '--target', 'wasi', '--runs', '1', '--format', 'json', '--baseline', first);
    const report = reportOf(again);
    expect([again.code, report.hosts[0]?.call, report.hosts[0]?.firstCall]).toEqual([0, null, null]);
    expect(report.baseline).toMatchObject({ kind: 'report', path: app, comparable: true });
    expect(report.baseline?.ratios.find(({ of }) => of === 'raw')?.ratio).toBe(1);
  });

  test('says why a host could not run a module', async () => {
    const trapping = inFolder('start.wasm', assemble('(module (func $f unreachable) (start $f) (memory (export "memory") 1))'));
    for (const [target, host] of [
      ['wasi', 'node'],
      ['browser', 'chromium'],
      ['edge', 'workerd'],
    ] as const) {
      const { code, out, err } = await measure(trapping, '--target', target, '--host', host, '--runs', '1');
      expect([code, out]).toEqual([4, '']);
      expect(err).toContain(`cannot be measured in ${host}: RuntimeError: unreachable`);
    }
  });
});
