import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { plan, staleFiles } from '../../../generator/cli/writer/plan.js';
import { write } from '../../../generator/cli/writer/write.js';
import type { DiagnosticCode } from '../../../generator/diagnostics/catalog.js';
import type { Diagnostic } from '../../../generator/diagnostics/diagnostic.js';
import { formatText } from '../../../generator/diagnostics/format.js';
import { load } from '../../../generator/source/load.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { deadOwner, interrupted, Killed, refusal } from './faults.js';
import { emitted, fill, temporaryFolder } from './folder.js';

/** `UPDATE_FIXTURES=1` writes what is said now; read the difference before committing it. */
const update = process.env.UPDATE_FIXTURES === '1';
const root = fileURLToPath(new URL('../../diagnostics', import.meta.url));

const files = emitted({ 'a/b': '1', c: '1' });
const said = async (out: string, disk?: Parameters<typeof write>[2]): Promise<readonly Diagnostic[]> =>
  (await write(files, out, disk)).diagnostics;

/** What raises each code that is about the output folder (`init` raises the other one), given an output folder in which `files` were written. */
const scenarios: Record<Exclude<Extract<DiagnosticCode, `io/${string}`>, 'io/exists'>, (out: string) => Promise<readonly Diagnostic[]>> = {
  'io/read': async (out) => load(nodeHost, `${out}/nowhere`).diagnostics,
  'io/write': async (out) => {
    writeFileSync(join(out, '.molt-abi.json'), readFileSync(join(out, '.molt-abi.json'), 'utf8').trimEnd());
    const { disk } = interrupted(['create'], ({ name, path }) => {
      if (path.endsWith('new-0')) throw refusal('ENOSPC', name, path);
    });
    return said(out, { disk });
  },
  'io/modified': async (out) => {
    writeFileSync(join(out, 'c'), 'by hand');
    return said(out);
  },
  'io/foreign': async (out) => {
    writeFileSync(join(out, 'd'), 'mine');
    return (await write(emitted({ d: '1' }), out)).diagnostics;
  },
  'io/outside': async (out) => {
    mkdirSync(join(out, '../away'));
    symlinkSync('../away', join(out, 'd'));
    return (await write(emitted({ 'd/e': '1' }), out)).diagnostics;
  },
  'io/locked': async (out) => {
    fill(out, { '.molt-abi.lock/17-1-000000000000-elsewhere': '' });
    return said(out);
  },
  'io/stale': async (out) => {
    const { value } = plan(emitted({ 'a/b': '2', d: '1' }), out);
    return value ? staleFiles(value) : [];
  },
  'io/unfinished': async (out) => {
    const { disk } = interrupted(['removeFile'], ({ path }) => {
      if (path.endsWith('journal.json')) throw new Killed();
    });
    await expect(write(emitted({ c: '2' }), out, { disk, owner: deadOwner() })).rejects.toThrow(Killed);
    return plan(files, out).diagnostics;
  },
  'io/journal': async (out) => {
    fill(out, { '.molt-abi-staging/journal.json': '{"format":1,"changes":[{"path":"../../' });
    return said(out);
  },
};

test.each(Object.entries(scenarios))('%s says what is expected', async (code, raise) => {
  const out = join(temporaryFolder(), 'out');
  expect((await write(files, out)).diagnostics).toEqual([]);
  const found = await raise(out);
  expect(found.map((diagnostic) => diagnostic.code)).toContain(code);
  const text = formatText(found, { sourceOf: () => undefined, color: false }).replaceAll(out, 'out');
  const path = join(root, code, 'expected.txt');
  if (update) fill(join(root, code), { 'expected.txt': text });
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
});
