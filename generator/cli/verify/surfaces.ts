import { type Side, sideOf } from '../../../compat-policy/pair/pair.js';
import { removalsOf } from '../../../compat-policy/verdict/removals.js';
import type { Release } from '../../../compat-policy/verdict/verdict.js';
import { type Diagnostic, hasErrors, type Result } from '../../diagnostics/diagnostic.js';
import { type FoundVersion, listVersions } from '../../history/versions.js';
import type { Host } from '../../source/host.js';
import { type Removal, type Surface, surfaceOf } from '../../verify/surface.js';
import { loadPolicy } from '../policy.js';
import { compileVersion, type Subject } from '../subject.js';

/** The surface of every version of an ABI, lowest first, with the earliest removal of what it deprecates. */
export function compileSurfaces(host: Host, folder: string): Result<readonly Surface[]> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics.filter(({ severity }) => severity === 'error'));
    return step.value;
  };
  const versions = take(listVersions(host, folder));
  const policy = take(loadPolicy(host, folder, undefined));
  const releases: Release[] = [];
  const surfaces: Surface[] = [];
  let earlier: Subject | undefined;
  for (const found of versions ?? []) {
    const subject = take(compileVersion(host, found, earlier));
    if (!subject || !policy) break;
    earlier = subject;
    const side = sideOf(subject.lowered);
    if (found.entry) releases.push({ ...found.entry, windows: found.entry.windows, side: () => side });
    const date = dateOf(found, subject);
    const removals = date === undefined ? [] : removalsOf(announcing(side, subject.abi.version, releases, policy, date));
    surfaces.push(surfaceOf(subject.lowered, { released: found.released, removals: byFunction(removals) }));
  }
  return { value: hasErrors(diagnostics) ? undefined : surfaces, diagnostics };
}

/** Windows are counted up to the day of the version, so that the same files give the same answer for ever. */
const dateOf = ({ entry }: FoundVersion, { abi }: Subject): string | undefined => entry?.date ?? abi.released;

const announcing = (
  side: Side,
  version: string,
  releases: readonly Release[],
  policy: Parameters<typeof removalsOf>[0]['policy'],
  asOf: string,
) => ({
  pair: { from: side, to: side },
  baseline: version,
  candidate: version,
  published: releases.filter((release) => !release.version.includes('-')),
  policy,
  asOf,
});

/** Keys of removals are those of items: `function socket.recv`, `memory guest.main`. */
const byFunction = (removals: ReturnType<typeof removalsOf>): ReadonlyMap<string, Removal> =>
  new Map(
    removals.map(({ item, earliestVersion, earliestDate }) => [
      item.replace(/^\S+ /, ''),
      { version: earliestVersion, date: earliestDate },
    ]),
  );
