import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/**
 * The path of a program: that which was given on the command line, else that of the environment, else what `search` finds. What is
 * given but is not there is not searched for elsewhere, so that a mistake does not go unseen.
 */
export function program(given: string | undefined, environment: string | undefined, search: () => string | undefined): string | undefined {
  const named = given ?? (environment === '' ? undefined : environment);
  if (named === undefined) return search();
  return isFile(resolve(named)) ? resolve(named) : undefined;
}

/** The first of some programs that is in the PATH. */
export function inPath(names: readonly string[]): string | undefined {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name + ending))).find(isFile);
}

export const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
