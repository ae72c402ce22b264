import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, lockFile } from '../../../generator/cli/writer/lock.js';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

const deadProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock', () => {
  it('is refused while a living process holds it, naming that process', async () => {
    const out = temporaryFolder();
    fill(out, { [lockFile]: `${process.ppid} 1\n` });
    const before = treeOf(out);
    const result = await write(emitted({ a: '1' }), out);
    expect(result.diagnostics.map((d) => d.code)).toEqual(['io/locked']);
    expect(result.diagnostics[0]?.message).toContain(`process ${process.ppid}`);
    expect(treeOf(out)).toEqual(before);
  });

  it.each([
    ['of a dead process', () => `${deadProcess()} 1\n`],
    ['that is empty, as after a crash', () => ''],
    ['with our own id, as in a restarted container', () => `${process.pid} 1\n`],
  ])('is reclaimed if it is one %s', async (_, content) => {
    const out = temporaryFolder();
    writeFileSync(join(out, lockFile), content());
    expect((await write(emitted({ a: '1' }), out)).diagnostics).toEqual([]);
    expect(Object.keys(treeOf(out))).toEqual(['.molt-abi.json', 'a']);
  });

  it('is released, but not if it is another one by then', () => {
    const out = temporaryFolder();
    const lock = acquireLock(out).value;
    expect(lock?.held()).toBe(true);
    writeFileSync(join(out, lockFile), `${process.ppid} 7\n`);
    expect(lock?.held()).toBe(false);
    lock?.release();
    expect(readFileSync(join(out, lockFile), 'utf8')).toBe(`${process.ppid} 7\n`);
    expect(lock?.lost().message).toContain(String(process.ppid));
    writeFileSync(join(out, lockFile), '');
    const second = acquireLock(out).value;
    second?.release();
    expect(existsSync(join(out, lockFile))).toBe(false);
  });
});
