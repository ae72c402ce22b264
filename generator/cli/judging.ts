/** The commands that compare versions of an ABI: one file when the command is built, since what they load is the same. */
export { changelog } from './changelog.js';
export { check } from './check.js';
export { diff } from './diff.js';
export { explain } from './explain.js';
export { release } from './release.js';
export { compileSurfaces } from './verify/surfaces.js';
