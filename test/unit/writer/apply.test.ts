import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from '../../../generator/cli/writer/apply.js';
import { type Disk, nodeDisk } from '../../../generator/cli/writer/disk.js';
import { plan } from '../../../generator/cli/writer/plan.js';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

/** A disk whose k-th change fails once, as a full disk does. */
function failingAt(k: number): { readonly disk: Disk; readonly failed: () => boolean } {
  let changes = 0;
  const change =
    <A extends unknown[], R>(operation: (...args: A) => R) =>
    (...args: A): R => {
      if (++changes === k) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      return operation(...args);
    };
  const { create, makeFolder, rename, keep } = nodeDisk;
  return {
    disk: { ...nodeDisk, create: change(create), makeFolder: change(makeFolder), rename: change(rename), keep: change(keep) },
    failed: () => changes >= k,
  };
}

async function stale() {
  const out = join(temporaryFolder(), 'out');
  await write(emitted({ 'a/same': '1', 'a/change': '1', 'b/gone': '1', 'b/gone-too': '1' }), out);
  const planned = plan(emitted({ 'a/same': '1', 'a/change': '2', 'c/d/new': '3', 'c/new': '4' }), out);
  if (!planned.value) throw new Error('no plan');
  return { out, planned: planned.value };
}

describe('apply', () => {
  it('leaves the old tree and no staging behind, whichever change fails', async () => {
    let failures = 0;
    for (let k = 1; ; k++) {
      const { out, planned } = await stale();
      const before = treeOf(out);
      const { disk, failed } = failingAt(k);
      const outcome = await apply(planned, { disk });
      const after = Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => !path.startsWith('.molt-abi-staging')));
      if (!failed()) {
        expect(outcome.kind).toBe('done');
        expect(Object.keys(after)).toEqual(['.molt-abi.json', 'a/', 'a/change', 'a/same', 'c/', 'c/d/', 'c/d/new', 'c/new']);
        break;
      }
      failures++;
      expect(after, `change ${k}`).toEqual(before);
      expect(outcome).toMatchObject({ kind: 'failed', diagnostic: { code: 'io/write' } });
      expect(outcome.kind === 'failed' && outcome.diagnostic.message).toContain('no space left on device (ENOSPC)');
    }
    expect(failures).toBeGreaterThan(10);
  });

  it('changes nothing when it may not commit', async () => {
    const { out, planned } = await stale();
    const { a: _, ...before } = treeOf(out);
    expect(await apply(planned, { mayCommit: () => false })).toEqual({ kind: 'abandoned' });
    expect(treeOf(out)).toMatchObject(before);
  });

  it('removes the staging folder of a process that was killed', async () => {
    const { out, planned } = await stale();
    fill(out, { '.molt-abi-staging-999999/new-0': 'left' });
    await apply(planned);
    await write(emitted({ x: '1' }), out);
    expect(Object.keys(treeOf(out))).toEqual(['.molt-abi.json', 'x']);
  });
});
