import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { processMs } from '../measure.mjs';

/** Bytes of a bundle, minified and gzipped. Codecs are the host's own. */
async function gzipped(contents, folder) {
  const stdin = { contents, resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** What a host ships of a generated package. */
export async function size({ folder, main, root }) {
  const generate = (name, ...args) => processMs(process.execPath, [main, 'gen', ...args, '--emit', 'ts-host', '--out', join(folder, name)]);
  generate('size-five', '--abi', join(root, 'test/runtime/abis/bench'));
  generate('size-molt', '--abi-version', 'next');
  const five = await gzipped(`export { createImports } from './size-five/ts-host/wasi.js'`, folder);
  const rows = [{ name: 'five functions / 1.2 KB', ratio: five / 1200, goal: 1, bytes: five }];
  for (const target of ['browser', 'edge', 'wasi']) {
    const bytes = await gzipped(`export { createImports, instantiate } from './size-molt/ts-host/${target}.js'`, folder);
    rows.push({ name: `all of Molt on ${target} / 12 KB`, ratio: bytes / 12_000, goal: 1, bytes });
  }
  const db = await gzipped(`export { bindDb, createImportsOf, instantiate } from './size-molt/ts-host/edge.js'`, folder);
  rows.push({ name: 'only the databases of Molt on edge / 12 KB', ratio: db / 12_000, bytes: db });
  return rows;
}
