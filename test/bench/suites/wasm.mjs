import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importFresh, paired, processMs } from '../measure.mjs';
import { moduleBytes, numbered } from '../modules.mjs';

const modules = 1_000;
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

const i32 = { kind: 'func', params: ['i32', 'i32'], results: ['i32'] };

/** A version that has what the modules import, and half of which needs a capability. */
const surface = (version, imports) => ({
  abi: 'bench',
  version,
  digest: 'sha256:0',
  released: true,
  targets: ['browser', 'edge', 'wasi'].map((name) => ({ name, threads: 'optional' })),
  capabilities: [{ name: 'use', implies: [], aliases: [] }],
  imports: Array.from({ length: imports }, (_, i) => ({
    module: 'env',
    name: `host_function_${i}`,
    id: `host.function-${i}`,
    type: i32,
    targets: ['browser', 'edge', 'wasi'],
    capabilities: i % 2 === 0 ? [['use']] : [],
    undetermined: false,
    status: 'active',
    since: '1.0.0',
    needs: [],
  })),
  exports: [],
  modules: [],
  reserved: [],
});

/** Five releases of a hundred imports, and a census of all modules. */
const releases = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'].map((version) => surface(version, 100));
const plan = {
  baseline: releases[4],
  candidate: surface('1.5.0', 110),
  concerns: { imports: [], modules: [], exports: [] },
  releases,
};

/** The reader of wasm modules: of one with very many imports, and of many, beside what must be done to them anyway. */
export async function wasm({ folder, root, main, rounds }) {
  const reader = join(root, 'dist/generator/wasm/read.js');
  const { readBoundary, readModule } = await importFresh(reader);

  const large = join(folder, 'imports.wasm');
  writeFileSync(large, moduleBytes({ imports: 10_000, functions: 1 }));
  const script = `import { readModule } from ${JSON.stringify(pathToFileURL(reader).href)};
    import { readFileSync } from 'node:fs';
    const { value } = readModule(readFileSync(${JSON.stringify(large)}), 'imports.wasm');
    if (value?.imports.length !== 10000) process.exit(1);`;
  // Imports of an open module pass, so that what is measured is no report of findings.
  const open = join(folder, 'open.wasm');
  writeFileSync(open, moduleBytes({ imports: 10_000, functions: 1, from: 'molt_runtime' }));
  const { node, verify, ours } = await paired(
    {
      node: () => processMs(process.execPath, ['-e', '0']),
      verify: () => processMs(process.execPath, [main, 'verify', open]),
      ours: () => processMs(process.execPath, ['--input-type=module', '-e', script]),
    },
    rounds * 3,
  );

  mkdirSync(join(folder, 'modules'));
  const paths = Array.from({ length: modules }, (_, i) => join(folder, 'modules', `${i}.wasm`));
  // Each of 100 KB: 40 imports and 300 functions with code.
  const module = moduleBytes({ imports: 40, functions: 300, bytes: 100_000 });
  for (const [i, path] of paths.entries()) writeFileSync(path, numbered(module, i));
  const scan = (read) => () => {
    const start = process.hrtime.bigint();
    for (const path of paths) {
      const bytes = readFileSync(path);
      hash(bytes);
      if (read && read(bytes, path).value?.imports.length !== 40) throw new Error(`${path} is not read`);
    }
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const { scan: judge } = await importFresh(join(root, 'dist/generator/cli/guests/scan.js'));
  const guests = (options) => async () => {
    const start = process.hrtime.bigint();
    const inspected = await judge(paths, plan, options);
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    if (!inspected.every(({ fate, line }) => fate.kind === 'runs' && line.includes('"floor":"1.0.0"')))
      throw new Error('a module is not judged');
    return ms;
  };
  const times = await paired(
    { none: scan(), boundary: scan(readBoundary), module: scan(readModule), guests: guests(), threads: guests({ threads: 2 }) },
    rounds,
  );
  return [
    { name: 'molt-abi verify of a module of 10,000 imports / node -e 0', ratio: verify / node, goal: 2, ms: verify },
    { name: 'a process that reads a module of 10,000 imports / node -e 0', ratio: ours / node, goal: 2, ms: ours },
    {
      name: 'reading the boundary of 1,000 modules / reading and hashing them',
      ratio: times.boundary / times.none,
      goal: 3,
      ms: times.boundary,
    },
    { name: 'check --guests on 1,000 modules / reading and hashing them', ratio: times.guests / times.none, goal: 3, ms: times.guests },
    { name: 'the same, on two threads that start', ratio: times.threads / times.none, ms: times.threads },
    { name: 'reading the boundary of 1,000 modules, validated by the engine', ratio: times.module / times.none, ms: times.module },
  ];
}
