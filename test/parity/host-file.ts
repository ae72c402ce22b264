import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { afterAll, expect } from 'vitest';
import type { ParityReport } from '../../generator/cli/parity/report.js';
import type { Ended } from '../unit/cli/binary.js';
import { runHere } from '../unit/cli/in-process.js';

export const root: string = new URL('../../', import.meta.url).pathname;
/** The host that the kit brings. */
export const reference: string = join(root, 'schemas/parity/kit/host.mjs');

const valid = new Ajv2020({ strict: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(root, 'schemas/parity-report.schema.json'), 'utf8')) as AnySchema,
);

/** A report in JSON, which has to keep to its schema. */
export function reportOf(out: string): ParityReport {
  const report = JSON.parse(out) as ParityReport;
  expect([valid(report), valid.errors]).toEqual([true, null]);
  return report;
}

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A file that a host implementer might have. It is there for all tests of a file, which may run at the same time. */
export function fileOf(text: string): string {
  const file = join(folder, `host-${files++}.mjs`);
  writeFileSync(file, text);
  return file;
}

/** A file with the reference host, and a change to it; `before` stands at its beginning. */
export const hostFile = (change: string, before = ''): string =>
  fileOf(`import { createHost as reference } from ${JSON.stringify(reference)};
${before}
export function createHost(abi, guest) {
  const host = reference(abi, guest);
  const { hosts } = host;
  ${change}
  return host;
}
`);

export const parity = (host: string, ...more: string[]): Promise<Ended> => runHere(['parity', '--host', host, ...more]);
