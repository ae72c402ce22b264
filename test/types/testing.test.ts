import { expect, test } from 'vitest';
import { type Compiler, compilers, Project } from './project.js';

/** As an implementer runs vectors of their own ABI. */
const program = `import * as abi from 'host/wasi';
import { type CreateHost, differences, expected, observe, type Outcome, type Stray, type Vector } from 'host/testing';

export async function check(createHost: CreateHost<typeof abi>, module: WebAssembly.Module, vector: Vector): Promise<string[]> {
  const seen: Outcome = await observe(abi, createHost, module, vector);
  const strays: readonly Stray[] = seen.strays ?? [];
  return [...strays.map(({ at, during }) => \`\${during} \${at}\`), ...differences(expected(vector, 'wasi'), seen).map(({ at }) => at)];
}
`;

test.each(Object.keys(compilers) as Compiler[])(
  'the entry `./testing` takes the entry of a target, in TypeScript %s',
  { timeout: 60_000 },
  async (compiler) => {
    const project = new Project();
    await project.install('schemas/parity/1.0.0', 'host');
    project.file('check.ts', program);
    expect(project.check(compiler, ['check.ts'])).toEqual([]);
  },
);
