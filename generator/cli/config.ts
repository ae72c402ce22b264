import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { lilconfigSync } from 'lilconfig';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import { type RustEdition, rustEditions } from '../emit/emitter.js';
import type { JsonDocument, JsonObject, JsonValue } from '../source/document.js';
import { parse } from '../source/parse.js';

/** What a configuration may say. Folders are absolute; what is not said is undefined. */
export interface Config {
  readonly abi?: string;
  readonly abiVersion?: string;
  readonly target?: readonly string[];
  readonly emit?: readonly string[];
  readonly out?: string;
  readonly strictHost?: boolean;
  readonly deterministic?: boolean;
  readonly rustEdition?: RustEdition;
  readonly onlyImports?: string;
}

export const configFile = 'molt-abi.config.json';
const packageKey = 'moltAbi';

/**
 * The nearest `molt-abi.config.json` or `package.json` with the key `moltAbi`, from a folder upwards to the top of its
 * repository (or of its package, or no further than the folder itself), so that a file planted in a shared parent folder is
 * not obeyed. Only JSON is read; nothing is executed. Relative paths count from the folder of the file.
 */
export function readConfig(from: string): Result<Config> {
  let document: JsonDocument | undefined;
  let diagnostics: readonly Diagnostic[] = [];
  const load = (path: string, text: string): JsonValue => {
    const name = relative(from, path).replaceAll('\\', '/');
    if (basename(path) === 'package.json' && !text.includes(packageKey)) return {};
    const parsed = parse({ folder: dirname(path), files: [{ name, bytes: Buffer.from(text, 'utf8') }] });
    document = parsed.value?.documents.get(name);
    diagnostics = parsed.diagnostics;
    return isObject(document?.value) ? document.value : { [packageKey]: document?.value ?? null };
  };
  const found = lilconfigSync('molt-abi', {
    searchPlaces: [configFile, 'package.json'],
    packageProp: packageKey,
    loaders: { '.json': load },
    ignoreEmptySearchPlaces: false,
    stopDir: topOf(from),
    cache: false,
  }).search(from);
  // lilconfig does not load a file that is empty.
  if (found?.isEmpty) load(found.filepath, '');
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  if (!found || !document) return { value: {}, diagnostics: [] };
  const inPackage = basename(found.filepath) === 'package.json';
  return readKeys(
    document,
    inPackage ? `/${packageKey}` : '',
    inPackage ? (document.value as JsonObject)[packageKey] : document.value,
    dirname(found.filepath),
  );
}

const shapes = {
  abi: 'text',
  abiVersion: 'text',
  target: 'list',
  emit: 'list',
  out: 'text',
  strictHost: 'switch',
  deterministic: 'switch',
  rustEdition: 'edition',
  onlyImports: 'text',
} as const satisfies Record<keyof Config, string>;

/** Keys whose value is a path. */
const paths: readonly string[] = ['abi', 'out', 'onlyImports'];

const expected = {
  text: 'a text that is not empty',
  list: 'a name or a list of names',
  switch: 'true or false',
  edition: rustEditions.map(quote).join(' or '),
};

function readKeys(document: JsonDocument, pointer: string, value: JsonValue | undefined, folder: string): Result<Config> {
  const fault = (at: string, why: string, help?: string): Result<Config> => ({
    value: undefined,
    diagnostics: [diagnostic('usage/config', document.keySpanOf(at), { why }, { help })],
  });
  if (!isObject(value)) return fault(pointer, 'is not an object');
  const config: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (key === '$schema') continue;
    if (!Object.hasOwn(shapes, key)) return fault(at, `has no key ${quote(key)}`, didYouMean(key, Object.keys(shapes)));
    const shape = shapes[key as keyof Config];
    const read = readers[shape](member);
    if (read === undefined) return fault(at, `needs ${expected[shape]} as ${key}`);
    config[key] = paths.includes(key) ? resolve(folder, read as string) : read;
  }
  return { value: config, diagnostics: [] };
}

const readers = {
  text: (value: JsonValue) => (typeof value === 'string' && value !== '' ? value : undefined),
  switch: (value: JsonValue) => (typeof value === 'boolean' ? value : undefined),
  edition: (value: JsonValue) => rustEditions.find((edition) => edition === value),
  list: (value: JsonValue) => {
    if (typeof value === 'string') return splitList(value);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  },
};

/** Names of a list that is written as one word: `wat,c`. */
export const splitList = (text: string): string[] => text.split(',').map((name) => name.trim());

function topOf(from: string): string {
  const above = (name: string): string | undefined => {
    for (let at = resolve(from); ; at = dirname(at)) {
      if (existsSync(resolve(at, name))) return at;
      if (at === dirname(at)) return undefined;
    }
  };
  return above('.git') ?? above('package.json') ?? resolve(from);
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
