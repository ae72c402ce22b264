import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { preparedText } from '../../../generator/cli/verify/prepared.js';
import { compileSurfaces } from '../../../generator/cli/verify/surfaces.js';
import { embeddedAbis } from '../../../generator/installation.js';
import { nodeHost } from '../../../generator/source/node-host.js';

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-prepared-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is prepared of an ABI', () => {
  const surfaces = compileSurfaces(nodeHost, embeddedAbis.molt).value ?? [];
  const [candidate, release] = [surfaces.find(({ released }) => !released), surfaces.findLast(({ released }) => released)];

  /** What the sources are known by after a change. */
  const sourcesAfter = (change: (abi: string) => void): string => {
    const abi = join(folder, 'molt');
    cpSync(embeddedAbis.molt, abi, { recursive: true });
    change(abi);
    const { sources } = JSON.parse(preparedText(abi, surfaces)) as { sources: string };
    rmSync(abi, { recursive: true });
    return sources;
  };
  const touch = (path: string) => (abi: string) => appendFileSync(join(abi, path), '\n');
  const unchanged = sourcesAfter(() => undefined);

  it.each([
    ['a file of the candidate', touch(`${candidate?.version}/db.json`)],
    ['a new file of it', touch(`${candidate?.version}/another.json`)],
    ['the ledger', touch('releases.json')],
    ['a policy', touch('policy.json')],
    ['a new version', (abi: string) => cpSync(join(abi, `${candidate?.version}`), join(abi, '9.0.0'), { recursive: true })],
    ['a version that is gone', (abi: string) => rmSync(join(abi, `${release?.version}`), { recursive: true })],
  ])('is not taken after a change to %s', (_, change) => {
    expect(sourcesAfter(change)).not.toBe(unchanged);
  });

  it('is taken whatever stands in the folder of a release: what was released is what the ledger says', () => {
    expect(sourcesAfter(touch(`${release?.version}/db.json`))).toBe(unchanged);
    expect(sourcesAfter(touch('README.md'))).toBe(unchanged);
  });
});
