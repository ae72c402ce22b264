/**
 * Rewrites `schemas/molt/releases.json` from the folders of the released versions: `node test/tools/seal-molt.mjs`, after a
 * build. Allowed only until the ledger is frozen, which happens when the compatibility rules are finished: until then the
 * digests of past releases may change. From then on entries are only appended and this script is removed.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entryDigest } from '../../dist/generator/history/ledger.js';
import { compile, nodeHost } from '../../dist/generator/index.js';

const molt = join(dirname(fileURLToPath(import.meta.url)), '../../schemas/molt');

/** Dates of the public history of Molt. */
const dates = {
  '1.0.0': '2026-01-18',
  '1.1.0': '2026-02-01',
  '1.2.0': '2026-02-07',
  '1.3.0': '2026-03-28',
  '1.4.0': '2026-04-12',
};

const releases = [];
for (const [version, date] of Object.entries(dates)) {
  const { value, diagnostics } = compile(nodeHost, join(molt, version));
  if (!value) throw new Error(`${version} does not compile: ${diagnostics.map((d) => `${d.code}: ${d.message}`).join('; ')}`);
  const before = releases.at(-1);
  releases.push({ version, date, digest: value.abi.digest, previous: before ? entryDigest(before) : null });
}
writeFileSync(join(molt, 'releases.json'), `${JSON.stringify({ $schema: '../ledger.schema.json', abi: 'molt', releases }, null, 2)}\n`);
process.stdout.write(`${releases.length} releases sealed\n`);
