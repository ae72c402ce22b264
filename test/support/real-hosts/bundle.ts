import { build, type Plugin } from 'esbuild';

/** How what the program did comes out of a host: as JSON, since an exception does not cross a process. */
export type Answer = { readonly value?: unknown } | { readonly error: string };

/** Calls the program that is the default export of `./program.js`, in any host. */
export const runner = `import program from './program.js';
export async function run(input, modules) {
  try {
    return JSON.stringify({ value: await program(input, { modules }) });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.stack ?? String(error) : String(error) });
  }
}
`;

/** What a program gave, from the text that `run` of the runner answers. */
export function outcome(host: string, json: string): unknown {
  const answer = JSON.parse(json) as Answer;
  if ('error' in answer) throw new Error(`in ${host}: ${answer.error}`);
  return answer.value;
}

/**
 * Bundles a program with all that it imports into one ES module for hosts without packages or files.
 *
 * @param entryFile absolute path of the module whose default export is the program.
 * @param plugins replace imports that only Node can serve.
 * @throws Error when something is imported that cannot be bundled, such as a module of Node.
 */
export async function bundle(entryFile: string, plugins: readonly Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryFile],
    plugins: [...plugins],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'silent',
  });
  const [only] = outputFiles;
  if (only === undefined) throw new Error(`nothing was made of ${entryFile}`);
  return only.text;
}
