import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Abi } from '../../generator/ir/abi.js';
import { emitHost, root, write } from '../runtime/supply.js';
import { exportsOf, functionsOf, memberName } from './model/shape.js';
import type { Surface } from './runner.js';

/** A schema under test. */
export interface Subject {
  readonly folder: string;
  readonly abi: Abi;
}

const foldersIn = (parent: string): string[] => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);

const shipped = ['schemas/molt/1.5.0', 'schemas/wasi/1.0.0', 'schemas/parity/1.0.0'];

/** Every schema of the tests, and those that ship. */
export const folders = (): string[] => [...foldersIn('test/runtime/abis'), ...foldersIn('test/corpus'), ...shipped];

/** A change to the text of a module of the packages, to see whether the guests notice it. */
export type Edit = (text: string) => string;

/**
 * Emits the host packages of schemas that have functions and bundles them with the runner into one module, whose default export
 * any JavaScript host can run: see `bundled.ts`. The glue is that of `runtime-glue/` itself.
 */
export async function bundle(
  into: string,
  list: readonly string[],
  edit: Edit = (text) => text,
): Promise<{ readonly text: string; readonly subjects: readonly Subject[] }> {
  const subjects: Subject[] = [];
  const imports: string[] = [];
  const entries: string[] = [];
  const surfaces: Record<string, Surface> = {};
  for (const [i, folder] of list.entries()) {
    const { lowered, files } = await emitHost(folder);
    const { abi } = lowered;
    if (functionsOf(abi).length === 0) continue;
    const at = join(into, `${i}-${basename(folder)}`);
    mkdirSync(at, { recursive: true });
    write(
      at,
      files.filter((f) => f.path.endsWith('.js')).map((f) => fromSource(f)),
    );
    subjects.push({ folder, abi });
    surfaces[folder] = surfaceOf(abi);
    for (const [t, target] of abi.targets.entries()) {
      imports.push(`import * as entry${i}_${t} from ${JSON.stringify(join(at, `${target.name}.js`))};`);
      entries.push(`${JSON.stringify(`${folder} ${target.name}`)}: entry${i}_${t}`);
    }
  }
  const contents = [
    `import { program } from ${JSON.stringify(join(root, 'test/hostile-guests/bundled.ts'))};`,
    ...imports,
    `export default program({ ${entries.join(', ')} }, ${JSON.stringify(surfaces)});`,
  ].join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return { text: edit(outputFiles[0]?.text ?? ''), subjects };
}

function fromSource(file: { readonly path: string; readonly text: string }): { path: string; text: string } {
  const glue = /^glue\/([\w-]+)\.js$/.exec(file.path)?.[1];
  if (glue === undefined) return file;
  return { path: file.path, text: `export * from ${JSON.stringify(join(root, 'runtime-glue', `${glue}.ts`))};\n` };
}

/** Whether a host answers some of an interface. */
const hasHost = ({ functions }: Abi['interfaces'][number]): boolean =>
  functions.some((f) => f.answeredBy.kind === 'host' && f.status !== 'tombstone' && f.status !== 'reserved');

const surfaceOf = (abi: Abi): Surface => ({
  interfaces: Object.fromEntries(abi.interfaces.filter(hasHost).map((i) => [memberName(i.name), i.name])),
  exports: exportsOf(abi).map((e) => e.field),
});
