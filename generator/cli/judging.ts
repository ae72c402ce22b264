/** The commands that compare versions of an ABI: one file when the command is built, since what they load is the same. */
export { changelog } from './changelog.js';
export { check } from './check.js';
export { diff } from './diff.js';
export { explain } from './explain.js';
export { release } from './release.js';

/** What `verify` needs of an ABI that was not prepared. A check without modules does without. */
export const compileSurfaces = async (...at: Parameters<Surfaces['compileSurfaces']>): Promise<ReturnType<Surfaces['compileSurfaces']>> =>
  (await import('./verify/surfaces.js')).compileSurfaces(...at);

type Surfaces = typeof import('./verify/surfaces.js');
