import { pathToFileURL } from 'node:url';
import { assemblyscript } from '../../generator/emitters/assemblyscript/index.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { emitted, root } from '../unit/emitters/corpus.js';

/** The part of the programming interface of asc that the tests use. */
interface Asc {
  main(
    args: readonly string[],
    files: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array | string): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** The compiler of AssemblyScript; `npm ci --prefix test/full/toolchains` installs it. */
const asc = async (): Promise<Asc> =>
  (await import(pathToFileURL(`${root}test/full/toolchains/node_modules/assemblyscript/dist/asc.js`).href)) as Asc;

/** Compiles `guest.ts` among files, without a warning, into a module. */
export async function compileAs(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const made = new Map<string, Uint8Array | string>();
  const { error, stderr } = await (await asc()).main(['guest.ts', '--outFile', 'guest.wasm', '--runtime', 'stub', '--use', 'abort='], {
    readFile: (name) => files[name] ?? null,
    writeFile: (name, contents) => void made.set(name, contents),
    listFiles: () => [],
  });
  const wasm = made.get('guest.wasm');
  if (error || stderr.toString() !== '' || !(wasm instanceof Uint8Array)) throw new Error(`asc: ${error?.message ?? ''}\n${stderr}`);
  return wasm;
}

/** The emitted module. */
export async function moduleOf(lowered: LoweredAbi): Promise<{ readonly path: string; readonly text: string }> {
  const [file] = await emitted(assemblyscript, lowered);
  if (!file) throw new Error('no module');
  return file;
}
