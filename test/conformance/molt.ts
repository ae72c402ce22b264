import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Abi } from '../../generator/ir/abi.js';
import { importsOf } from '../../generator/ir/abi.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { type Compilation, compile } from '../../generator/pipeline.js';
import { nodeHost } from '../../generator/source/node-host.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const moltFolder = `${root}schemas/molt`;

/** Released versions of Molt, oldest first, and the candidate. */
export const released = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'] as const;
export const candidate = '1.5.0';

/** An import or export as an engine sees it. */
export interface CoreItem {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
  readonly params: readonly string[];
  readonly results: readonly string[];
}

export interface ReferenceImport extends CoreItem {
  readonly module: string;
  readonly since: string;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(root + path, 'utf8')) as T;

export const reference = readJson<{ released: Record<string, string>; imports: readonly ReferenceImport[] }>(
  'test/reference/molt-imports.json',
);
export const referenceExports = readJson<{ exports: readonly CoreItem[] }>('test/reference/molt-guest-exports.json').exports;

/** One version of Molt through the real pipeline; an error fails the test. */
export function compileMolt(version: string, folder: string = moltFolder): Compilation {
  const { value, diagnostics } = compile(nodeHost, `${folder}/${version}`);
  if (!value)
    throw new Error(`molt ${version}: ${diagnostics.map((d) => `${d.code} ${d.message} (${d.span?.file}#${d.span?.pointer})`).join('\n')}`);
  return value;
}

/** Every import of an ABI as an engine sees it, in the order of link keys. */
export function coreImports(abi: Abi, lowered: LoweredAbi): CoreItem[] {
  const signatures = new Map(lowered.interfaces.flatMap((i) => i.functions.map((f) => [f.func.id, f.signature] as const)));
  return importsOf(abi)
    .map(({ id, module, field: name, kind }) => {
      const { params, results } = signatures.get(id) ?? { params: [], results: [] };
      return { module, name, kind, params: [...params], results: [...results] };
    })
    .sort(byLinkKey);
}

export const byLinkKey = (a: CoreItem, b: CoreItem): number => {
  const [x, y] = [`${a.module} ${a.name}`, `${b.module} ${b.name}`];
  return x < y ? -1 : x > y ? 1 : 0;
};
