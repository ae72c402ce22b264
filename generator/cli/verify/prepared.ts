import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embeddedAbis } from '../../installation.js';
import type { Surface, SurfaceImport } from '../../verify/surface.js';
import { packageFolder } from '../../version.js';

/** Surfaces of an ABI that comes with the tool, as they were when it was built. */
interface Prepared {
  /** Of the files that they were made from: others are compiled. */
  readonly sources: string;
  readonly surfaces: readonly Surface[];
}

export const preparedFile = (name: string): string => join(packageFolder, 'dist', 'surfaces', `${name}.json`);

/** The surfaces of an ABI that comes with the tool, lowest first; undefined of another one, or if its files are others by now. */
export function preparedSurfaces(abi: string): readonly Surface[] | undefined {
  const folder = resolve(abi);
  const name = Object.entries(embeddedAbis).find(([, embedded]) => embedded === folder)?.[0];
  const file = name === undefined ? undefined : preparedFile(name);
  if (file === undefined || !existsSync(file)) return undefined;
  const { sources, surfaces } = JSON.parse(readFileSync(file, 'utf8')) as Prepared;
  return sources === digestOfSources(folder, surfaces) ? surfaces.map(withLimits) : undefined;
}

/** What `preparedSurfaces` reads. Numbers of limits are written as texts, since they may be beyond those of JSON. */
export const preparedText = (folder: string, surfaces: readonly Surface[]): string =>
  JSON.stringify({ sources: digestOfSources(folder, surfaces), surfaces }, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );

const withLimits = (surface: Surface): Surface => ({ ...surface, imports: surface.imports.map(withOwnLimits) });

function withOwnLimits(item: SurfaceImport): SurfaceImport {
  const { type } = item;
  if (type.kind !== 'memory' && type.kind !== 'table') return item;
  const { min, max } = type.limits;
  return { ...item, type: { ...type, limits: { ...type.limits, min: BigInt(min), max: max === undefined ? undefined : BigInt(max) } } };
}

/**
 * SHA-256 over the names and bytes of every JSON file below a folder, save those of its released versions: what was released is
 * what the ledger says, which is among the files.
 */
function digestOfSources(folder: string, surfaces: readonly Surface[]): string {
  const released = surfaces.filter((surface) => surface.released).map(({ version }) => version);
  const hash = createHash('sha256');
  const visit = (inside: string): void => {
    const entries = readdirSync(join(folder, inside), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${inside}/${entry.name}`;
      if (released.includes(path.slice(1))) hash.update(`${path}\0`);
      else if (entry.isDirectory()) visit(path);
      else if (path.endsWith('.json'))
        hash
          .update(`${path}\0`)
          .update(readFileSync(join(folder, path)))
          .update('\0');
    }
  };
  visit('');
  return hash.digest('hex');
}
