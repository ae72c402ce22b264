import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsOf } from '../../../compat-policy/findings.js';
import { type AbiPair, pairOf, type Side, sideOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { formatText } from '../../../generator/diagnostics/format.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { root } from '../../meta/imports.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** An ABI by its files, or a JSON merge patch (RFC 7396) of one. */
export type Files = { readonly [file: string]: Json };

/** `test/compat/<rule-id>/pair.json`. Expected findings are `bump rule item`, in any order and complete. */
export interface PairFixture {
  /** Patch of the base; absent: the base itself. */
  readonly baseline?: Files;
  /** Patch of the baseline. */
  readonly candidate: Files;
  readonly expected: readonly string[];
  /** What is found when baseline and candidate are exchanged. */
  readonly mirror: readonly string[];
  readonly nearMiss: { readonly why: string; readonly baseline?: Files; readonly candidate: Files; readonly expected: readonly string[] };
}

export const folder = join(root, 'test/compat');
export const ruleFolders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export const base = JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8')) as Files;

/** RFC 7396. */
export function merged(target: Json | undefined, patch: Json | undefined): Json {
  if (patch === undefined) return target ?? null;
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const before = typeof target === 'object' && target !== null && !Array.isArray(target) ? (target as Files) : {};
  const result: Record<string, Json> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(before[key], value);
  }
  return result;
}

/** Compiles an ABI; a fixture that does not compile is a mistake in the fixture. */
export function sideOfFiles(files: Json): Side {
  const texts = Object.fromEntries(Object.entries(files as Files).map(([name, value]) => [`abi/${name}`, JSON.stringify(value, null, 2)]));
  const { value, diagnostics } = compile(memoryHost(texts), 'abi');
  if (!value) throw new Error(formatText(diagnostics, { sourceOf: (file) => texts[`abi/${file}`], color: false }));
  return sideOf(value.lowered);
}

/** What the pair rules find, as fixtures write it. */
export const found = (pair: AbiPair): string[] =>
  findingsOf(pair, rules)
    .map((finding) => `${finding.bump} ${finding.rule.id} ${finding.item}`)
    .sort();

export const foundBetween = (baseline: Json, candidate: Json): string[] => found(pairOf(sideOfFiles(baseline), sideOfFiles(candidate)));
