import { describe, expect, test } from 'vitest';
import type { EmittedFile, Emitter } from '../../../generator/emit/emitter.js';
import { isDeclared } from '../../../generator/emit/lifecycle.js';
import { emitters } from '../../../generator/emitters/registry.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { contextFor } from '../../unit/emitters/corpus.js';
import { abiWith } from './abi.js';
import { type Parsed, parsers } from './parsers/index.js';
import { codeWithoutLetters, harmless, lineEnds, Slots, sampled, seed, special, templates } from './texts.js';

/** Each batch is an ABI of 2,500 texts; together they hold at least this many. */
const wanted = 20_000;

/** What the batches draw their special pieces from. */
const alphabets: readonly (readonly [title: string, pieces: readonly string[]])[] = [
  ...Array.from({ length: 5 }, (_, i) => [`case 18: all that is special, batch ${i}`, special] as const),
  ['case 19: code without letters', codeWithoutLetters],
  ['case 20: ends of lines', lineEnds],
  ['case 21: templates and long strings', templates],
];

interface Made {
  readonly lowered: LoweredAbi;
  readonly slots: Slots;
  readonly outputs: ReadonlyMap<string, readonly EmittedFile[]>;
}

async function make(texts: readonly string[], change: (text: string) => string): Promise<Made> {
  const slots = new Slots(texts, change);
  const files = Object.fromEntries(Object.entries(abiWith(slots)).map(([name, text]) => [`abi/${name}`, text]));
  const { value, diagnostics } = compile(memoryHost(files), 'abi');
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message} ${d.span?.pointer}`).join('\n'));
  const outputs = new Map<string, readonly EmittedFile[]>();
  for (const emitter of emitters) outputs.set(emitter.name, await output(emitter, value.lowered));
  return { lowered: value.lowered, slots, outputs };
}

async function output(emitter: Emitter, lowered: LoweredAbi): Promise<readonly EmittedFile[]> {
  const { value, diagnostics } = await emitter.emit(lowered, contextFor(lowered));
  if (!value) throw new Error(`${emitter.name}: ${diagnostics.map((d) => d.message).join('\n')}`);
  return value;
}

const parsed = async (made: Made, name: string): Promise<Parsed> => {
  const parser = parsers[name];
  if (!parser) throw new Error(`the emitter ${name} has no parser here`);
  return parser(made.outputs.get(name) ?? []);
};

/** Module and field of every function that guests import, without those that have a name that some toolchain cannot hold. */
const linkNames = ({ interfaces }: LoweredAbi, holds: (name: string) => boolean = () => true): string[] =>
  interfaces
    .flatMap((i) => i.functions.filter(({ func }) => isDeclared(func)).map(({ func }) => [func.module, func.field]))
    .filter((link) => link.every(holds))
    .flat();

/** What must be in the strings of an output, to the character. The others show names in documentation only, or have tests of their own. */
const exact: Readonly<Record<string, (made: Made) => readonly string[]>> = {
  'ts-host': ({ slots }) => [...slots.names, ...slots.literals],
  wat: ({ lowered }) => linkNames(lowered),
  c: ({ lowered }) => linkNames(lowered),
  // asc cuts a name at a zero byte, so such an import is not declared.
  assemblyscript: ({ lowered }) => linkNames(lowered, (name) => !name.includes('\0')),
  python: ({ slots }) => slots.names,
  manifest: ({ slots }) => slots.names,
};

/** The first places where two structures differ. */
function differences({ structure: hostile }: Parsed, { structure: plain }: Parsed): object[] {
  const longest = hostile.length > plain.length ? hostile : plain;
  return longest.flatMap((_, i) => (hostile[i] === plain[i] ? [] : [{ hostile: hostile[i], plain: plain[i] }])).slice(0, 5);
}

/** Lines of the list for wasm-ld that are neither a comment nor the name of an import. */
const strayLines = (made: Made, lines: Parsed): string[] => {
  const functions = made.lowered.interfaces.flatMap((i) => i.functions.map(({ func }) => func));
  const fields = new Set(functions.flatMap((func) => [func.field, ...func.importAliases.map((alias) => alias.field)]));
  return [...(lines.strings ?? [])].filter((line) => line !== '' && !line.startsWith('#') && !fields.has(line));
};

test('every emitter has a parser', () => {
  expect(Object.keys(parsers).sort()).toEqual(emitters.map(({ name }) => name).sort());
});

describe(`texts that are code somewhere, seed ${seed}`, { timeout: 120_000 }, () => {
  let used = 0;
  const names = emitters.map(({ name }) => name);

  test.each(alphabets.map(([title, pieces], batch) => [title, pieces, batch] as const))('%s', async (_, pieces, batch) => {
    const sample = sampled(3000, batch, pieces);
    const hostile = await make(sample, (text) => text);
    const plain = await make(sample, harmless);
    used += hostile.slots.used;
    for (const name of names) {
      const seen = await parsed(hostile, name);
      expect({ name, differences: differences(seen, await parsed(plain, name)) }).toEqual({ name, differences: [] });
      const missing = (exact[name]?.(hostile) ?? []).filter((text) => !seen.strings?.has(text));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
    expect(strayLines(hostile, await parsed(hostile, 'allowlist'))).toEqual([]);
  });

  test(`are ${wanted} in all`, () => {
    expect(used).toBeGreaterThanOrEqual(wanted);
  });
});
