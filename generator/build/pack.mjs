/**
 * Packs the package as it is published: `node generator/build/pack.mjs [FOLDER]` writes the tarball to the folder, by default
 * the current one, and prints its path. The manifest inside has no scripts and no development dependencies, so that
 * installing the package runs nothing.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What only matters in the repository. */
const privateKeys = ['scripts', 'devDependencies'];

/** Packs into a folder; returns the path of the tarball and the paths in it. */
export function pack(folder) {
  const stage = mkdtempSync(join(tmpdir(), 'molt-abi-pack-'));
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    for (const { path } of npmPack(root, '--dry-run').files) cpSync(join(root, path), join(stage, path));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const key of privateKeys) delete manifest[key];
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const packed = npmPack(stage, '--pack-destination', resolve(folder));
    return { tarball: join(resolve(folder), packed.filename), files: packed.files.map((file) => file.path) };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function npmPack(cwd, ...args) {
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output)[0];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.stdout.write(`${pack(process.argv[2] ?? '.').tarball}\n`);
