import type { Result } from '../../diagnostics/diagnostic.js';
import { nodeHost } from '../../source/node-host.js';
import type { Surface } from '../../verify/surface.js';
import { preparedSurfaces } from './prepared.js';

/** The surface of every version of an ABI, lowest first. Those that come with the tool are ready; others are compiled. */
export async function readSurfaces(folder: string): Promise<Result<readonly Surface[]>> {
  const prepared = preparedSurfaces(folder);
  if (prepared) return { value: prepared, diagnostics: [] };
  return (await import('../judging.js')).compileSurfaces(nodeHost, folder);
}
