import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sources } from './imports.js';

interface Manifest {
  readonly bin: Record<string, string>;
  readonly exports: Record<string, unknown>;
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What the tool may load where it is installed. Each is a decision: add none without one. */
const allowed = ['ajv', 'chokidar', 'commander', 'handlebars', 'json-schema-to-typescript', 'lilconfig', 'semver', 'typescript'];

const packed = (
  JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ files: { path: string }[] }]
)[0].files
  .map((file) => file.path)
  .sort();

describe('the package', () => {
  it('holds what is built from each source, and from nothing else', () => {
    // The command is bundled, and its modules stay at home.
    const shipped = sources('generator', 'runtime-glue', 'compat-policy').filter((path) => !path.startsWith('generator/cli/'));
    const built = shipped.flatMap((path) => [`dist/${path.replace(/\.ts$/, '.js')}`, `dist/${path.replace(/\.ts$/, '.d.ts')}`]);
    const validator = ['js', 'd.ts'].map((ending) => `dist/generator/schema/validator.generated.${ending}`);
    const data = ['dist/compat-policy/policy.json', 'dist/surfaces/molt.json', 'dist/surfaces/wasi.json'];
    const [bundled, others] = [true, false].map((is) =>
      packed.filter((path) => path.startsWith('dist/') && path.startsWith('dist/command/') === is),
    );
    expect(others).toEqual([...built, ...validator, ...data].sort());
    expect(bundled).toEqual(
      [
        'LICENSES.txt',
        'guesting.js',
        'hosting.js',
        'inspecting.body.code',
        'inspecting.body.js',
        'inspecting.js',
        'judging.body.code',
        'judging.body.js',
        'judging.js',
        'load.js',
        'main.js',
        'making.js',
        'package.json',
        'program.body.code',
        'program.body.js',
        'program.js',
        'scanning.js',
      ].map((file) => `dist/command/${file}`),
    );
  });

  it('holds besides these only schemas, templates and what a reader needs', () => {
    const rest = packed.filter((path) => !path.startsWith('dist/'));
    const places = [
      /^schemas\/[a-z-]+\.schema\.json$/,
      /^schemas\/(molt|wasi)\/(README\.md|releases\.json|\d+\.\d+\.\d+\/.+\.json)$/,
      /^schemas\/parity\/([A-Z]+\.md|\d+\.\d+\.\d+\/[a-z]+\.json)$/,
      /^schemas\/parity\/kit\/(guests\/[a-z-]+\.(wat|c|rs|wasm)|(memory|vectors)\/[a-z-]+\.json|[a-z]+\.mjs)$/,
      /^templates\/[a-z-]+\/.+\.hbs$/,
      /^compat-policy\/[A-Z]+\.md$/,
      /^\.github\/actions\/check\/(action\.yml|check\.sh)$/,
      // The hosts to copy, and the guests that are run on them.
      /^test\/hosts\/(node|edge|browser|shared|rules)\/[\w.-]+\.ts$/,
      /^test\/hosts\/tsconfig\.json$/,
      /^test\/guests\/[a-z-]+\/main\.c$/,
    ];
    const single = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'package.json'];
    expect(rest.filter((path) => !single.includes(path) && !places.some((place) => place.test(path)))).toEqual([]);
    expect(rest).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'schemas/abi.schema.json', 'schemas/ledger.schema.json']));
  });

  it('depends on what is allowed, at exact versions', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(allowed);
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version).toMatch(/^(npm:[a-z-]+@)?\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/);
  });

  it('loads nothing that it does not depend on', () => {
    const packages = sources('generator', 'compat-policy')
      .flatMap(importsOf)
      .filter((name) => !/^(node:|generator\/|compat-policy\/|runtime-glue\/)/.test(name));
    const names = new Set(
      packages.map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2) : name.split('/').slice(0, 1)).join('/')),
    );
    expect([...names].filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('runs nothing when it is installed, but builds in a clone', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^(pre|post)(pack|publish)$/.test(name))).toEqual([]);
    expect(manifest.scripts.prepare).toContain('build');
  });

  it('has a command that can be executed, and exports that exist', () => {
    const command = manifest.bin['molt-abi'] ?? '';
    expect(statSync(join(root, command)).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(root, command), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(packed).toContain(command);
    const targets = JSON.stringify(manifest.exports).match(/"\.\/[^"*]+"/g) ?? [];
    for (const target of targets) expect(existsSync(join(root, JSON.parse(target) as string)), target).toBe(true);
  });
});
