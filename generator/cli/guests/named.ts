import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { guestFiles } from './files.js';

/** Which modules are looked at, as the command line says it. */
export interface GuestsOptions {
  /** Files, folders and patterns. */
  readonly guests?: readonly string[];
  /** File for the census. */
  readonly census?: string;
}

/** The files of the modules; `value` is empty where none are asked for. */
export function namedGuests({ guests, census, output }: GuestsOptions & { readonly output?: string }): Result<readonly string[]> {
  const refuse = (why: string) =>
    result<readonly string[]>(undefined, [diagnostic('usage/option', undefined, { option: '--census', why })]);
  if (guests === undefined)
    return census === undefined ? result<readonly string[]>([], []) : refuse('needs --guests, which names the modules');
  if (census !== undefined && output !== undefined && resolve(census) === resolve(output)) return refuse('names the file of --output');
  return guestFiles(guests);
}
