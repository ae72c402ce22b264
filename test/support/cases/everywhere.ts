import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembler, folder, root } from '../../runtime/supply.js';
import type { OpenHost, WasmFiles } from '../real-hosts/index.js';
import { bundleTests, type Report } from './bundle.js';
import { portableAbis, portableTests } from './files.js';
import { writePackages } from './packages.js';
import type { Outcome } from './vitest.js';

/** The tests of one file as a program for a real host, with the modules that they ask for. */
interface Suite {
  readonly file: string;
  readonly program: string;
  readonly modules: WasmFiles;
  readonly titles: readonly string[];
}

/** Makes a module of what a test asks for by name: the path of a guest, or its WAT. */
type Make = (name: string) => Uint8Array<ArrayBuffer>;

/** Runs the tests here, to learn their titles and modules: a host such as workerd must have every module before it starts. */
async function prepare(file: string, into: string, packages: string, make: Make): Promise<Suite> {
  const program = await bundleTests(into, file, packages);
  const path = join(into, `${file.replaceAll('/', '-')}.mjs`);
  writeFileSync(path, program);
  const modules: Record<string, Uint8Array<ArrayBuffer>> = {};
  const making = new Proxy<Record<string, WebAssembly.Module>>(
    {},
    {
      get(_, name: string) {
        modules[name] ??= make(name);
        return new WebAssembly.Module(modules[name]);
      },
    },
  );
  const { default: run } = (await import(pathToFileURL(path).href)) as {
    default: (input: null, given: { modules: object }) => Promise<Report>;
  };
  const { outcomes } = await run(null, { modules: making });
  if (outcomes.length === 0) throw new Error(`${file} declares no tests`);
  return { file, program, modules, titles: outcomes.map(({ title }) => title) };
}

/** Every portable file of tests, ready for any host. */
export async function prepareAll(): Promise<readonly Suite[]> {
  const into = folder();
  const packages = await writePackages(into, portableAbis);
  const assemble = await assembler();
  const make: Make = (name) => (name.endsWith('.wasm') ? new Uint8Array(readFileSync(join(root, name))) : assemble(name));
  const suites: Suite[] = [];
  for (const file of portableTests) suites.push(await prepare(file, into, packages, make));
  return suites;
}

/** Declares every test of the suites once more, as it came out in a host. */
export function declareIn(name: string, start: () => Promise<OpenHost>, suites: readonly Suite[]): void {
  describe(`in ${name}`, () => {
    let host: OpenHost;
    beforeAll(async () => {
      host = await start();
    }, 60_000);
    afterAll(() => host.close());

    describe.each(suites)('$file', ({ program, modules, titles }) => {
      let outcomes: readonly Outcome[];
      let changed: readonly string[];
      beforeAll(async () => {
        ({ outcomes, changed } = (await host.run(program, modules, null)) as Report);
      }, 120_000);

      test.each(titles.map((title, i) => [title, i] as const))('%s', (title, i) => {
        expect(outcomes[i]).toEqual({ title });
      });

      test('leaves every intrinsic of the host as it was', () => {
        expect(changed).toEqual([]);
      });

      test('has no test more or fewer', () => {
        expect(outcomes.map((o) => o.title)).toEqual(titles);
      });
    });
  });
}
