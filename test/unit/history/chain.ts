import { createHash } from 'node:crypto';

export interface Entry {
  readonly version: string;
  readonly date: string;
  readonly digest: string;
  readonly previous: string | null;
}

export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** Entries of a valid chain, made without the code under test. */
export function chain(releases: readonly (readonly [version: string, date: string, digest?: string])[]): Entry[] {
  const entries: Entry[] = [];
  for (const [version, date, own] of releases) {
    const before = entries.at(-1);
    const text = before && JSON.stringify({ date: before.date, digest: before.digest, previous: before.previous, version: before.version });
    const previous = text === undefined ? null : `sha256:${createHash('sha256').update(text).digest('hex')}`;
    entries.push({ version, date, digest: own ?? digest('a'), previous });
  }
  return entries;
}
