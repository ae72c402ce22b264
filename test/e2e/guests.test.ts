import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckReport } from '../../compat-policy/report/model.js';
import { root } from '../meta/imports.js';
import { moltAbi } from '../unit/cli/binary.js';
import { temporaryFolder } from '../unit/writer/folder.js';

const guests = ['browser-echo', 'csv-report', 'db-query', 'edge-sales', 'everything-c', 'wasi-hello'];

/** The Molt ABI with a candidate that differs in one text, and guests that were built for real hosts. */
function changedMolt(file: string, from: string, to: string): string {
  const folder = temporaryFolder();
  cpSync(join(root, 'schemas/molt'), join(folder, 'abi'), { recursive: true });
  mkdirSync(join(folder, 'dist/apps'), { recursive: true });
  for (const name of guests) cpSync(join(root, `test/guests/${name}.wasm`), join(folder, 'dist/apps', `${name}.wasm`));
  const path = join(folder, 'abi/1.5.0', file);
  const text = readFileSync(path, 'utf8');
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(path, text.replace(from, to));
  return folder;
}

function judged(folder: string) {
  const { code, out, err } = moltAbi(folder, ['check', '--abi', 'abi', '--guests', 'dist/**/*.wasm', '--format', 'json']);
  expect(err).toBe('');
  const { guests: found, findings } = JSON.parse(out) as CheckReport;
  const rules = new Map(findings.map(({ fingerprint, rule }) => [fingerprint, rule]));
  const broken = (found?.broken ?? []).flatMap(({ path, imports }) =>
    imports.map(({ name, fault, findings: met }) => [
      path.replace(/^.*\//, ''),
      name,
      fault?.rule ?? null,
      ...met.map((one) => rules.get(one)),
    ]),
  );
  return { code, broken, strangers: found?.notOnBaseline.map(({ path }) => path.replace(/^.*\//, '')) };
}

test('of real guests, those break that import what is taken away, and no others', () => {
  const { code, broken, strangers } = judged(changedMolt('db.json', '"import": "molt_db_query_host"', '"import": "molt_db_ask_host"'));
  expect(code).toBe(1);
  expect(broken.map(([name, of, fault]) => [name, of, fault])).toEqual([
    ['csv-report.wasm', 'molt_db_query_host', 'verify/unlisted'],
    ['db-query.wasm', 'molt_db_query_host', 'verify/unlisted'],
    ['edge-sales.wasm', 'molt_db_query_host', 'verify/unlisted'],
  ]);
  // It was built for the ABI of another test.
  expect(strangers).toEqual(['everything-c.wasm']);
});

test('of real guests, those break whose calls link and come to mean something else', () => {
  const was = '"name": "backlog",\n          "type": "s32"';
  const { code, broken } = judged(changedMolt('socket.json', was, was.replace('s32', 'u32')));
  expect(code).toBe(1);
  expect(broken).toEqual([['csv-report.wasm', 'molt_socket_listen_host', null, 'signedness-changed']]);
});

test('of real guests none breaks by the candidate as it is', () => {
  const { code, broken } = judged(
    changedMolt('socket.json', '"doc": "Lets a socket accept connections."', '"doc": "Lets a socket listen."'),
  );
  expect({ code, broken }).toEqual({ code: 0, broken: [] });
});
