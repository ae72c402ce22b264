import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vector } from '../../../runtime-glue/testing.js';
import { parityAbi } from '../../installation.js';

/** Vectors by area, and the guests that they run. */
export interface Kit {
  readonly vectors: readonly Vector[];
  module(guest: string): Uint8Array<ArrayBuffer>;
}

export const areaOf = ({ id }: Vector): string => id.slice(0, id.indexOf('/'));

/** The kit of this installation. */
export function readKit(): Kit {
  const folder = join(parityAbi, 'kit');
  const files = readdirSync(join(folder, 'vectors')).filter((file) => file.endsWith('.json'));
  const modules = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    vectors: files.sort().flatMap((file) => JSON.parse(readFileSync(join(folder, 'vectors', file), 'utf8')) as Vector[]),
    module(guest) {
      const known = modules.get(guest) ?? new Uint8Array(readFileSync(join(folder, 'guests', `${guest}.wasm`)));
      modules.set(guest, known);
      return known;
    },
  };
}

/** The vectors of an area, or the one with an id; all if nothing is named. */
export const chosenVectors = (vectors: readonly Vector[], only: string | undefined): readonly Vector[] =>
  only === undefined ? vectors : vectors.filter((vector) => vector.id === only || areaOf(vector) === only);
