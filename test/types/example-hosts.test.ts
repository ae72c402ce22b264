import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, root } from '../runtime/supply.js';

const hosts = join(root, 'test/hosts');
const sources = readdirSync(hosts, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const start = readme.indexOf('\n### Hosts to copy');
const section = readme.slice(start, readme.indexOf('\n##', start + 1));
const commands = [...section.matchAll(/^npx (.*?)\s*(?:#.*)?$/gm)].map(([, command]) => (command as string).split(' '));

/** A clone as its reader has it after the first command: the hosts, and the package that they import. */
const clone = folder();
cpSync(hosts, join(clone, 'test/hosts'), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'dir');
writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');

const programs: Readonly<Record<string, string>> = { 'molt-abi': 'dist/command/main.js', tsc: 'node_modules/typescript7/bin/tsc' };
const [gen, check] = commands.map(([program = '', ...args]) => [join(root, programs[program] ?? program), ...args]);
execFileSync(process.execPath, gen as string[], { cwd: clone });
const typesOf = (...options: readonly string[]) =>
  spawnSync(process.execPath, [...(check as string[]), ...options], { cwd: clone, encoding: 'utf8' });

/** A project of a reader, who copied the folder of one host and what the README says beside it. */
function copied(host: string): string {
  const made = folder();
  for (const part of [host, 'shared']) cpSync(join(hosts, part), join(made, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(made, 'node_modules'), 'dir');
  writeFileSync(join(made, 'package.json'), '{ "type": "module" }');
  const paths = {
    '@molt/abi-host': [join(clone, 'molt-abi-out/ts-host/index.d.ts')],
    '@molt/abi-host/*': [join(clone, 'molt-abi-out/ts-host/*.d.ts')],
  };
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    paths,
  };
  writeFileSync(join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  return made;
}

describe('what the README says of the hosts to copy', () => {
  test.each(['node', 'edge', 'browser'])('the folder %s compiles with nothing but `shared` beside it', (host) => {
    const found = spawnSync(process.execPath, [check?.[0] as string, '-p', '.'], { cwd: copied(host), encoding: 'utf8' });
    expect(found).toMatchObject({ status: 0, stdout: '' });
  });

  test('its commands generate the package and find the hosts to be of its types', () => {
    expect(commands.map(([program]) => program)).toEqual(['molt-abi', 'tsc', 'vitest']);
    expect(typesOf()).toMatchObject({ status: 0, stdout: '' });
  });

  test('they are of its types in a project that asks no more of its own than strict', () => {
    const less = ['exactOptionalPropertyTypes', 'noUncheckedIndexedAccess'].flatMap((option) => [`--${option}`, 'false']);
    expect(typesOf(...less)).toMatchObject({ status: 0, stdout: '' });
  });

  test('a method that is not of the type of its interface is an error there', () => {
    const path = join(clone, 'test/hosts/shared/program.ts');
    const text = readFileSync(path, 'utf8');
    const changed = text.replace('schedYield: () => undefined', 'schedYield: () => 0');
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
    const { status, stdout } = typesOf();
    writeFileSync(path, text);
    expect(status).not.toBe(0);
    expect(stdout).toMatch(/program\.ts\(\d+,\d+\): error TS2322/);
  });

  test('the files that it names are there', () => {
    const linked = [...section.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path as string);
    const tests = [...section.matchAll(/(test\/e2e\/[\w-]+\.test\.ts)/g)].map(([path]) => path);
    const inside = [...section.matchAll(/`((?:node|edge|browser|shared|rules)\/[\w-]+\.ts)`/g)].map(([, path]) => `test/hosts/${path}`);
    const named = [...linked, ...tests, ...inside];
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('each host is short enough to be read', () => {
  const long = sources.filter((path) => readFileSync(join(hosts, path), 'utf8').split('\n').length > 205);
  expect(sources.length).toBeGreaterThan(15);
  expect(long).toEqual([]);
});
