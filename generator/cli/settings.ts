import { relative, resolve } from 'node:path';
import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { Emitter, RustEdition } from '../emit/emitter.js';
import { embeddedAbi } from '../installation.js';
import { type Config, readConfig, splitList } from './config.js';

/** Options as the command line gives them; those of `gen`, of which `lint` has some. */
export interface Options {
  readonly abi?: string;
  readonly abiVersion?: string;
  readonly target?: string;
  readonly emit?: string;
  readonly out?: string;
  readonly strictHost?: boolean;
  readonly deterministic?: boolean;
  readonly rustEdition?: RustEdition;
  readonly onlyImports?: string;
}

/** What a run is to do: the command line, then the configuration, then the defaults. */
export interface Settings {
  /** Folder of the ABI or of one version of it. */
  readonly abi: string;
  /** Whether nothing names an ABI, so that it is the one that comes with the tool. */
  readonly isEmbedded: boolean;
  readonly abiVersion: string | undefined;
  readonly targets: readonly string[];
  readonly emitters: readonly string[];
  readonly out: string;
  readonly strictHost: boolean;
  /** Whether host packages are deterministic unless their user says otherwise. */
  readonly deterministic: boolean;
  /** Edition of the emitted Rust; the default is the emitter's. */
  readonly rustEdition: RustEdition | undefined;
  /** A module: only what it imports is emitted. */
  readonly onlyImports: string | undefined;
}

export const defaultOut = 'molt-abi-out';

/** Stands for every target, and for every emitter. */
export const everything = 'all';

export function readSettings(options: Options, folder: string): Result<Settings> {
  const diagnostics: Diagnostic[] = [];
  for (const [key, option] of [
    ['abi', '--abi'],
    ['abiVersion', '--abi-version'],
    ['target', '--target'],
    ['emit', '--emit'],
    ['out', '--out'],
    ['onlyImports', '--only-imports'],
  ] as const)
    if (options[key]?.trim() === '') diagnostics.push(diagnostic('usage/option', undefined, { option, why: 'needs a value' }));
  const { value: config, diagnostics: faults } = readConfig(folder);
  diagnostics.push(...faults);
  if (!config || diagnostics.length > 0) return { value: undefined, diagnostics };
  return result(
    {
      abi: fromHere(options.abi ?? config.abi ?? embeddedAbi, folder),
      isEmbedded: (options.abi ?? config.abi) === undefined,
      abiVersion: options.abiVersion ?? config.abiVersion,
      targets: namesOf('target', options, config),
      emitters: namesOf('emit', options, config),
      out: fromHere(options.out ?? config.out ?? defaultOut, folder),
      strictHost: options.strictHost ?? config.strictHost ?? false,
      deterministic: options.deterministic ?? config.deterministic ?? false,
      rustEdition: options.rustEdition ?? config.rustEdition,
      onlyImports: fromHereIfGiven(options.onlyImports ?? config.onlyImports, folder),
    },
    diagnostics,
  );
}

const fromHereIfGiven = (path: string | undefined, folder: string): string | undefined =>
  path === undefined ? undefined : fromHere(path, folder);

const namesOf = (key: 'target' | 'emit', options: Options, config: Config): readonly string[] =>
  options[key] === undefined ? (config[key] ?? [everything]) : splitList(options[key]);

/** The names that were asked for, in the order of what is known; `all` is all of them. */
export function chooseNames(option: '--target' | '--emit', wanted: readonly string[], known: readonly string[]): Result<string[]> {
  if (wanted.includes(everything)) return { value: [...known], diagnostics: [] };
  const unknown = wanted
    .filter((name) => !known.includes(name))
    .map((name) => {
      const why = `does not know ${quote(name)}; known are ${[...known, everything].join(', ')}`;
      return diagnostic('usage/option', undefined, { option, why }, { help: didYouMean(name, known) });
    });
  const none = wanted.length === 0 ? [diagnostic('usage/option', undefined, { option, why: 'names nothing' })] : [];
  return result(
    known.filter((name) => wanted.includes(name)),
    [...unknown, ...none],
  );
}

export function chooseEmitters(wanted: readonly string[], emitters: readonly Emitter[]): Result<Emitter[]> {
  const names = chooseNames(
    '--emit',
    wanted,
    emitters.map((e) => e.name),
  );
  return result(
    emitters.filter((e) => names.value?.includes(e.name)),
    names.diagnostics,
  );
}

/** A path as it is shortest to read from a folder: relative where it is below it, absolute elsewhere. */
export function fromHere(path: string, folder: string): string {
  const full = resolve(folder, path);
  const short = relative(folder, full);
  return (short === '' ? '.' : short.startsWith('..') ? full : short).replaceAll('\\', '/');
}
