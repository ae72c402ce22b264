import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** Loaded scripts by their files, for the build to keep what the engine has made of them by the end of a run. */
export const scripts = new Map<string, Script>();

/** Where that is kept, beside the file. */
export const codeFile = (file: string): string => file.replace(/js$/, 'code');

/**
 * Loads a file of the command, which is in the older module format, together with the code that the engine made of it when the
 * command was built: half of a small run would go into making it again. An engine of another version leaves the code aside and
 * compiles the file, as it does where there is none.
 */
export function load(file: string): object {
  const code = codeFile(file);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    ...(existsSync(code) ? { cachedData: readFileSync(code) } : {}),
  });
  scripts.set(file, script);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}
