import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmitContext } from './emit/emitter.js';
import { createRenderer } from './emit/templates.js';
import { packageFolder } from './version.js';

/** The ABI that is compiled where none is named. */
export const embeddedAbi = join(packageFolder, 'schemas', 'molt');

/**
 * The folders of the ABIs that this package ships for real modules, by name: each import of a module is looked up in them, in this
 * order. The parity kit is not among them, since nothing but its own guests imports it.
 */
export const embeddedAbis = { molt: embeddedAbi, wasi: join(packageFolder, 'schemas', 'wasi') } as const;

/** The ABI of the parity kit, and the kit: guests, vectors and a host. */
export const parityAbi = join(packageFolder, 'schemas', 'parity');

/** What emitters may use: the templates and the compiled glue of this installation. */
export function createContext(choice: Pick<EmitContext, 'targets' | 'strictHost' | 'deterministic' | 'rustEdition'>): EmitContext {
  const text = (...path: string[]) => readFileSync(join(packageFolder, ...path), 'utf8');
  return {
    targets: choice.targets,
    strictHost: choice.strictHost,
    deterministic: choice.deterministic,
    rustEdition: choice.rustEdition,
    render: createRenderer((name) => text('templates', name)),
    glue: (file) => text('dist', 'runtime-glue', file),
  };
}
