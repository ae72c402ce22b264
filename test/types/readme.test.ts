import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../runtime/supply.js';
import { type Compiler, compilers, Project } from './project.js';

/** The code at the top of a generated README, for ABIs of every convention: it compiles as it stands. */
const project = new Project();
const abis = ['schemas/molt/1.5.0', 'schemas/molt/1.0.0', ...readdirSync(`${root}test/corpus`).map((name) => `test/corpus/${name}`)];
const files: string[] = [];

beforeAll(async () => {
  for (const [i, abi] of abis.entries()) {
    const name = `host-${i}`;
    const readme = await project.install(abi, name);
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
    if (code === undefined) continue;
    const file = `readme-${i}.ts`;
    project.file(file, code.replaceAll(/from '[^'./][^']*\/(browser|edge|wasi)'/g, `from '${name}/$1'`));
    files.push(file);
  }
}, 120_000);

test.each(Object.keys(compilers) as Compiler[])(
  'the skeletons compile with TypeScript %s',
  (compiler) => {
    expect(files.length).toBeGreaterThan(10);
    expect(project.check(compiler, files)).toEqual([]);
  },
  120_000,
);
