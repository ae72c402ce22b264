import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from '../../version.js';
import { messageOf } from './answering.js';

/** Code of this command stands around that of the host. */
const own: string = join(packageFolder, 'dist/command');

/** How long Node may take to find a mistake of syntax, in milliseconds. */
const patience = 10_000;

/** Why a file of a host cannot be loaded, in words that say where. */
export function whyNotLoaded(cause: unknown, file: string): string {
  const message = messageOf(cause);
  const { code = '', stack = '' } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  if (/TYPESCRIPT/.test(code) || (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?\b/.test(message)))
    return `${message}; compile TypeScript to JavaScript first`;
  const place = placeIn(stack) ?? (cause instanceof SyntaxError ? placeOfSyntax(file) : undefined);
  return place === undefined ? message : `${message}, at ${place}`;
}

/** The first line of a stack, or of what stands above one, that is the host's. */
function placeIn(stack: string): string | undefined {
  const places = stack.replaceAll('file://', '').matchAll(/(?:^|\(|at |async )((?:[A-Za-z]:)?[\\/][^()\n]*:\d+)\)?$/gm);
  return [...places].map(([, place]) => place).find((place) => !place?.startsWith(own));
}

/**
 * Engines keep the place of a mistake of syntax in a module from programs, and tell it where nobody catches the error. A module
 * that cannot be parsed has run nothing, nor has what imports it, unless that is with `import()`.
 */
function placeOfSyntax(file: string): string | undefined {
  const program = `import(${JSON.stringify(pathToFileURL(file).href)})`;
  const { stderr } = spawnSync(process.execPath, ['--eval', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: patience,
  });
  return placeIn(stderr);
}
