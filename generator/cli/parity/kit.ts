import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Vector, WholeMemory } from '../../../runtime-glue/testing.js';
import { parityAbi } from '../../installation.js';

/** Vectors by area, and the guests that they run. */
export interface Kit {
  readonly vectors: readonly Vector[];
  module(guest: string): Uint8Array<ArrayBuffer>;
}

export const areaOf = ({ id }: Vector): string => id.slice(0, id.indexOf('/'));

/** What a vector leaves of the memory on a target, if that differs, as `memory/<area>.json` has it. */
export interface StoredMemory extends WholeMemory {
  readonly id: string;
  readonly on?: string;
}

/** The vectors of an area with the memory that they leave. */
function withMemory(vectors: readonly Vector[], stored: readonly StoredMemory[]): Vector[] {
  const left = <T extends Outcome>(outcome: T, id: string, on?: string): T => {
    const found = stored.find((memory) => memory.id === id && memory.on === on);
    return found === undefined ? outcome : { ...outcome, whole: { size: found.size, changed: found.changed } };
  };
  return vectors.map((vector) => {
    const { id, differs } = vector;
    if (differs === undefined) return left(vector, id);
    const on = Object.fromEntries(Object.entries(differs.on).map(([target, outcome]) => [target, left(outcome, id, target)]));
    return { ...left(vector, id), differs: { ...differs, on } };
  });
}

/** The kit of this installation. */
export function readKit(): Kit {
  const folder = join(parityAbi, 'kit');
  const files = readdirSync(join(folder, 'vectors')).filter((file) => file.endsWith('.json'));
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const modules = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    vectors: files.sort().flatMap((file) => withMemory(read(`vectors/${file}`) as Vector[], read(`memory/${file}`) as StoredMemory[])),
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
