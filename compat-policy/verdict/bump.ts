import parse from 'semver/functions/parse.js';
import { compare } from '../../generator/ir/version.js';
import type { Bump } from '../rule.js';

const bumps: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/** Positive where the first is the graver one. */
export const compareBumps = (a: Bump, b: Bump): number => bumps.indexOf(a) - bumps.indexOf(b);

export const greatestBump = (list: readonly Bump[]): Bump => list.reduce((a, b) => (compareBumps(a, b) < 0 ? b : a), 'none');

interface Numbers {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The three numbers of a semantic version. Build metadata says nothing. */
export const numbersOf = (version: string): Numbers => parse(version) ?? { major: 0, minor: 0, patch: 0 };

/** A version without what makes it a pre-release: a candidate `2.0.0-rc.1` is judged as 2.0.0. */
export function coreOf(version: string): string {
  const { major, minor, patch } = numbersOf(version);
  return `${major}.${minor}.${patch}`;
}

export const isPrerelease = (version: string): boolean => (parse(version)?.prerelease.length ?? 0) > 0;

/** The numbers that a minor raises: releases with the same ones are patches of one minor. */
export function lineOf(version: string): string {
  const { major, minor } = numbersOf(version);
  return `${major}.${minor}`;
}

/**
 * What a raised version announces. Before 1.0.0 the second number carries breaks and the third everything else. A pre-release
 * promises nothing to what follows it. `none`: the version was not raised.
 */
export function declaredBump(from: string, to: string): Bump {
  if (compare(from, to) >= 0) return 'none';
  const [a, b] = [numbersOf(from), numbersOf(to)];
  if (isPrerelease(from) && coreOf(from) === coreOf(to)) return 'major';
  if (a.major !== b.major) return 'major';
  if (a.minor !== b.minor) return a.major === 0 ? 'major' : 'minor';
  return a.major === 0 ? 'minor' : 'patch';
}

/** The lowest version above one that may carry breaks. */
export function nextMajor(version: string): string {
  const { major, minor } = numbersOf(version);
  return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;
}

/** Whether a version may carry breaks: `2.0.0`, `0.4.0`, and what leads to them. */
export function carriesBreaks(version: string): boolean {
  const { major, minor, patch } = numbersOf(version);
  return patch === 0 && (minor === 0 || major === 0);
}
