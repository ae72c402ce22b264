import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../runtime/supply.js';
import { Project } from './project.js';

const folder = join(root, 'test/hosts');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const project = new Project();
await project.install('schemas/molt/1.5.0', '@molt/abi-host');
for (const path of sources) project.file(path, readFileSync(join(folder, path), 'utf8'));

test('the example hosts are of the types of the generated package', () => {
  expect(sources.length).toBeGreaterThan(10);
  expect(project.check('7', sources)).toEqual([]);
});

test('a method that is not of the type of the interface is an error', () => {
  const text = readFileSync(join(folder, 'shared/program.ts'), 'utf8');
  const changed = text.replace('schedYield: () => undefined', 'schedYield: () => 0');
  expect(changed).not.toBe(text);
  project.file('wrong/program.ts', changed);
  expect(project.check('7', ['wrong/program.ts']).join()).toMatch(/program\.ts\(\d+\): TS\d+/);
});

test('each is short enough to be read', () => {
  for (const path of sources) expect([path, readFileSync(join(folder, path), 'utf8').split('\n').length <= 201]).toEqual([path, true]);
});
