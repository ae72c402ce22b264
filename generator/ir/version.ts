import compareSemver from 'semver/functions/compare.js';

/** Order of two semantic versions (semver 2.0, section 11): negative, 0 or positive. */
export const compare = (a: string, b: string): number => compareSemver(a, b);
