/**
 * Bundles the command: a command line loads a few files instead of some two hundred, which is a third of the time that a small
 * `check` takes. It is in the older module format, which Node loads faster; what a command line does not need of it is never
 * run. The small packages that every command uses go along, with their licenses; names stay, so that a stack trace can be read.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const output = join(root, 'dist/command');

const along = ['commander', 'lilconfig', 'semver'];
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Files that are loaded when they are needed. What runs before the prototypes are clean stands by itself: the rest must not be
 * loaded by then, not even its frame. The help needs no command, and no group of commands what another one loads.
 */
const groups = ['making', 'judging', 'inspecting', 'guesting'];
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: new RegExp(`^\\.{1,2}/(?:${['program', ...groups].join('|')})\\.js$`) }, ({ path }) => ({
      path: path.replace('../', './'),
      external: true,
    })),
};
/**
 * commander can start programs as commands, and lilconfig can read asynchronously. Here nothing does, and to load what does it takes
 * a while.
 */
const unused = {
  name: 'unused',
  setup: ({ onResolve, onLoad }) => {
    const leave = (module, from, contents) => {
      onResolve({ filter: new RegExp(`^(?:node:)?${module}$`) }, ({ importer }) =>
        importer.includes(`/node_modules/${from}/`) ? { path: module, namespace: from } : undefined,
      );
      onLoad({ filter: /./, namespace: from }, () => ({ contents, resolveDir: root }));
    };
    leave('child_process', 'commander', 'module.exports = {};');
    leave(
      'fs',
      'lilconfig',
      "const { accessSync, readFileSync } = require('fs'); module.exports = { accessSync, readFileSync, promises: {} };",
    );
  },
};
const common = {
  absWorkingDir: root,
  outdir: output,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys(dependencies).filter((name) => !along.includes(name)),
  banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'fileUrl' },
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [apart, unused],
  logLevel: 'warning',
};

rmSync(output, { recursive: true, force: true });
// These load nothing later but files of the command. What is kept must not load otherwise: code from the file has no way to.
const plain = ['main', 'program', 'judging', 'inspecting', 'scanning', 'load'];
// The code of these is kept; in their place stands what loads them with it.
const kept = ['program', 'judging', 'inspecting'];
for (const name of ['main', 'load', 'program', 'scanning', 'hosting', ...groups]) {
  const entry = { in: `generator/cli/${name}.ts`, out: kept.includes(name) ? `${name}.body` : name };
  await build({ ...common, entryPoints: [entry], supported: plain.includes(name) ? { 'dynamic-import': false } : {} });
}
for (const name of kept)
  writeFileSync(join(output, `${name}.js`), `module.exports = require('./load.js').load(require.resolve('./${name}.body.js'));\n`);
writeFileSync(join(output, 'package.json'), JSON.stringify({ type: 'commonjs' }));

const licenses = along.map((name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`);
writeFileSync(join(output, 'LICENSES.txt'), licenses.join('\n'));
