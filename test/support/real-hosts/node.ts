import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { outcome, runner } from './bundle.js';
import type { OpenHost } from './index.js';

/** Reads the program and its modules from its folder, as any program of a user would. */
const main = `import { readFileSync } from 'node:fs';
import { run } from './runner.js';
const read = (name) => readFileSync(new URL(name, import.meta.url));
const { input, names } = JSON.parse(read('job.json').toString());
const modules = Object.fromEntries(names.map((name, i) => [name, new WebAssembly.Module(read(i + '.wasm'))]));
process.stdout.write('\\n' + (await run(input, modules)));
`;

/** How to start a JavaScript runtime that has Node's modules: its program, and its options before the file. */
export interface Runtime {
  readonly name: string;
  readonly program: string;
  readonly options: readonly string[];
}

/** The Node that runs the tests. */
export const node = (): Promise<OpenHost> => processHost({ name: 'node', program: process.execPath, options: [] });

/** A runtime that is started afresh for each program. */
export async function processHost({ name, program, options }: Runtime): Promise<OpenHost> {
  const folders: string[] = [];
  return {
    async run(bundled, files, input) {
      const folder = await mkdtemp(join(tmpdir(), 'molt-abi-'));
      folders.push(folder);
      const job = JSON.stringify({ input, names: Object.keys(files) });
      const texts = { 'main.mjs': main, 'runner.js': runner, 'program.js': bundled, 'job.json': job, 'package.json': '{"type":"module"}' };
      const all = [...Object.entries(texts), ...Object.values(files).map((bytes, i) => [`${i}.wasm`, bytes] as const)];
      await Promise.all(all.map(([file, content]) => writeFile(join(folder, file), content)));
      return outcome(name, await output(program, [...options, pathToFileURL(join(folder, 'main.mjs')).pathname]));
    },
    close: async () => {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

/** The last line that a program printed; those before it are the program's own. */
const output = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ended with ${error.code ?? error.signal}: ${stderr || stdout}`));
      else resolve(stdout.slice(stdout.lastIndexOf('\n') + 1));
    });
  });
