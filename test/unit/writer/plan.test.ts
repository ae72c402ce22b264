import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan, staleFiles } from '../../../generator/cli/writer/plan.js';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, temporaryFolder, treeOf } from './folder.js';

describe('staleFiles', () => {
  it('names what is missing, differs, was changed by hand or is no longer generated', async () => {
    const out = join(temporaryFolder(), 'out');
    await write(emitted({ missing: '1', differs: '1', hand: '1', gone: '1', same: '1' }), out);
    rmSync(join(out, 'missing'));
    writeFileSync(join(out, 'hand'), 'x');
    const before = treeOf(out);
    const planned = plan(emitted({ missing: '1', differs: '2', hand: '1', same: '1' }), out);
    const stale = planned.value ? staleFiles(planned.value) : [];
    expect(stale.map((d) => `${d.code} ${d.message.slice(out.length + 1)}`)).toEqual([
      'io/stale differs differs from what the schema makes',
      'io/stale hand was changed since it was generated',
      'io/stale missing is missing',
      'io/stale gone is no longer generated',
      'io/stale .molt-abi.json differs from what the schema makes',
    ]);
    expect(treeOf(out)).toEqual(before);
  });

  it('finds a fresh folder up to date', async () => {
    const out = join(temporaryFolder(), 'out');
    await write(emitted({ 'a/b': '1' }), out);
    const planned = plan(emitted({ 'a/b': '1' }), out);
    expect(planned.value && staleFiles(planned.value)).toEqual([]);
  });
});
