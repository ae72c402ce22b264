import { beforeAll, describe, expect, test } from 'vitest';
import { type Compiler, compilers, fixture, Project } from './project.js';

const project = new Project();
const good = ['molt-good.ts', 'strict-good.ts'];
const bad = ['molt-bad.ts', 'strict-bad.ts'];

/** `line: code` of every error that a fixture announces, as the lines are without the announcements. */
function announced(text: string): { readonly bare: string; readonly errors: string[] } {
  const errors: string[] = [];
  const bare = text.split('\n').map((line, i) => {
    const code = /^\s*\/\/ @ts-expect-error (TS\d+)$/.exec(line)?.[1];
    if (code !== undefined) errors.push(`(${i + 2}): ${code}`);
    return code === undefined ? line : '';
  });
  return { bare: bare.join('\n'), errors };
}

beforeAll(async () => {
  await project.install('schemas/molt/1.5.0', '@molt/abi-host');
  await project.install('schemas/molt/1.5.0', '@molt/strict-host', true);
  for (const name of [...good, ...bad]) project.file(name, fixture(name));
  for (const name of bad) project.file(`bare/${name}`, announced(fixture(name)).bare);
}, 60_000);

describe.each(Object.keys(compilers) as Compiler[])('TypeScript %s', (compiler) => {
  test('takes hosts as they should be, and refuses each that is wrong', () => {
    expect(project.check(compiler, [...good, ...bad])).toEqual([]);
  }, 60_000);
});

test('every refusal is the one that was meant', () => {
  const expected = bad.flatMap((name) => announced(fixture(name)).errors.map((e) => `bare/${name}${e}`));
  expect(expected.length).toBeGreaterThan(30);
  expect(
    project.check(
      '6',
      bad.map((name) => `bare/${name}`),
    ),
  ).toEqual(expected);
}, 60_000);
