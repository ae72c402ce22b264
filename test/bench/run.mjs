/**
 * Measures the compiler and what it generates beside its peers. `npm run bench` builds, installs the peers and runs this.
 *
 *   npm run bench -- --only glue,size    some of: compile, check, startup, glue, size, wasm
 *   npm run bench -- --rounds 9          rounds a median is taken of; more is slower and steadier
 *   npm run bench -- --compare FILE      results to compare with (default: test/bench/baseline.json)
 *   npm run bench -- --out FILE          where the results go (default: test/bench/results.json)
 *
 * Read the ratios: times do not travel from one machine to another.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const suites = ['startup', 'size', 'glue', 'wasm', 'check', 'compile'];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: suites.join(',') },
    rounds: { type: 'string', default: '5' },
    compare: { type: 'string', default: join(here, 'baseline.json') },
    out: { type: 'string', default: join(here, 'results.json') },
  },
});
const wanted = values.only.split(',');
const unknown = wanted.filter((name) => !suites.includes(name));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !(rounds >= 1)) {
  console.error(`bench: there is no ${unknown.join(', ') || `number of rounds ${values.rounds}`}; suites are ${suites.join(', ')}`);
  process.exit(2);
}

const before = existsSync(values.compare) ? JSON.parse(readFileSync(values.compare, 'utf8')).results : {};
const folder = mkdtempSync(join(tmpdir(), 'molt-abi-bench-'));
const settings = { folder, root, rounds, main: join(root, 'dist/command/main.js'), peers: join(here, 'node_modules') };
const results = {};
try {
  for (const name of suites.filter((suite) => wanted.includes(suite))) {
    console.log(`\n${name}`);
    const suite = (await import(`./suites/${name}.mjs`))[name];
    for (const row of await suite(settings)) {
      results[row.name] = row;
      console.log(`  ${line(row, before[row.name])}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const about = { node: process.version, platform: `${process.platform} ${process.arch}`, cores: availableParallelism(), rounds };
writeFileSync(values.out, `${JSON.stringify({ about, results }, null, 2)}\n`);
const judged = Object.values(results).filter((row) => row.goal !== undefined);
console.log(`\n${judged.filter((row) => row.ratio <= row.goal).length} of ${judged.length} goals met. Results: ${values.out}`);

function line({ name, ratio, goal, ...figures }, old) {
  const [unit, value] = Object.entries(figures)[0];
  const met = goal === undefined ? '' : ratio <= goal ? `goal ${goal}` : `goal ${goal} MISSED`;
  const change = old === undefined ? '' : `${ratio <= old.ratio ? '-' : '+'}${Math.abs((ratio / old.ratio - 1) * 100).toFixed(0)} %`;
  return [
    name.padEnd(58),
    `${ratio.toFixed(2)} x`.padStart(9),
    `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`.padStart(14),
    met.padEnd(16),
    change,
  ].join('  ');
}
