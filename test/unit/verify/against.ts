import { compile } from '../../../generator/pipeline.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { type Conditions, indexOf } from '../../../generator/verify/imports.js';
import { type Surface, type SurfaceImport, surfaceOf } from '../../../generator/verify/surface.js';
import type { Verdict } from '../../../generator/verify/verdict.js';
import { verify } from '../../../generator/verify/verify.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import { root } from '../emitters/corpus.js';
import { assemble } from '../wasm/support.js';

/** The surface of the ABI in a folder below `test/corpus` or `schemas`, as a release. */
export function surfaceIn(folder: string, removals: Parameters<typeof surfaceOf>[1]['removals'] = new Map()): Surface {
  const { value, diagnostics } = compile(nodeHost, root + folder);
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return surfaceOf(value.lowered, { released: true, removals });
}

/** Holds a module, in WAT or as bytes, against a surface. */
export function held(module: string | Uint8Array, surface: Surface, conditions: Partial<Conditions> = {}, releases = [surface]): Verdict {
  const bytes = typeof module === 'string' ? assemble(module) : module;
  const { value, diagnostics } = readBoundary(bytes, 'app.wasm');
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return verify(
    { path: 'app.wasm', sha256: '0'.repeat(64), bytes: bytes.length, module: value },
    { index: indexOf(surface), releases: releases.map(indexOf) },
    { target: undefined, granted: undefined, deterministic: false, ...conditions },
  );
}

/** Findings as `rule: import or export`. */
export const told = ({ findings }: Verdict): string[] =>
  findings.map(({ rule, import: of, export: name }) =>
    `${rule.replace('verify/', '')}: ${of ? `${of.module} ${of.name}` : (name ?? '')}`.trim(),
  );

/** Statuses of imports, by name. */
export const statuses = ({ imports }: Verdict): Record<string, string> =>
  Object.fromEntries(imports.map(({ found, status }) => [found.name, status]));

/** The import of a function as a guest declares it. */
export function imported({ module: from, name, type }: SurfaceImport): string {
  if (type.kind !== 'func') throw new Error(`${name} is no function`);
  return `(import "${from}" "${name}" (func (param ${type.params.join(' ')}) (result ${type.results.join(' ')})))`;
}

/** The first function of a surface that is so. */
export function first(surface: Surface, isIt: (item: SurfaceImport) => boolean): SurfaceImport {
  const found = surface.imports.find((item) => item.type.kind === 'func' && isIt(item));
  if (!found) throw new Error('there is no such function');
  return found;
}
