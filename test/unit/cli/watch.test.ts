import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { binary, moltAbi } from './binary.js';
import { demoFolder, fast } from './demo.js';

/** A running `gen --watch`, and what it has said so far. */
function watching(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [binary, 'gen', ...fast, '--watch', ...args], { cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  let from = 0;
  return {
    child,
    /** Waits for a text that has not been asked for yet. */
    async says(text: string): Promise<void> {
      for (let tries = 0; !said.slice(from).includes(text); tries++) {
        if (tries > 400 || child.exitCode !== null) throw new Error(`no ${JSON.stringify(text)} in ${JSON.stringify(said.slice(from))}`);
        await wait(50);
      }
      from = said.indexOf(text, from) + text.length;
    },
    async ends(): Promise<NodeJS.Signals | null> {
      child.kill('SIGINT');
      const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      return signal;
    },
  };
}

const edit = (path: string, from: string, to: string) => writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));

describe('gen --watch', () => {
  it('generates again on every change, tells faults and goes on, until a signal ends it', async () => {
    const folder = demoFolder();
    const schema = join(folder, 'abi/1.1.0/log.json');
    const run = watching(folder);
    await run.says('2 written');
    await run.says('press Ctrl+C');
    edit(schema, 'How grave.', 'How very grave.');
    await run.says('abi/1.1.0/log.json changed');
    await run.says('1 written');
    edit(schema, '"u32"', '"u31"');
    await run.says('u31');
    await run.says('press Ctrl+C');
    expect(run.child.exitCode).toBe(null);
    // Editors write a new file and rename it over the old one.
    writeFileSync(`${schema}.new`, readFileSync(schema, 'utf8').replace('"u31"', '"u64"'));
    renameSync(`${schema}.new`, schema);
    await run.says('1 written');
    expect(moltAbi(folder, ['gen', ...fast, '--check']).code).toBe(0);
    await run.says('press Ctrl+C');
    expect(await run.ends()).toBe('SIGINT');
  });

  it('follows the configuration, and sees files that come and go', async () => {
    const folder = demoFolder();
    const run = watching(folder);
    await run.says('press Ctrl+C');
    writeFileSync(join(folder, 'molt-abi.config.json'), '{ "out": "elsewhere" }');
    await run.says('-> elsewhere');
    await run.says('press Ctrl+C');
    rmSync(join(folder, 'abi/1.1.0'), { recursive: true });
    await run.says('demo 1.0.0');
    await run.says('press Ctrl+C');
    expect(await run.ends()).toBe('SIGINT');
  });

  it('does not run for its own output, also inside the folder of the ABI', async () => {
    const folder = demoFolder();
    const run = watching(folder, '--out', 'abi/out');
    await run.says('press Ctrl+C');
    await wait(500);
    edit(join(folder, 'abi/1.1.0/log.json'), 'How grave.', 'How bad.');
    await run.says('abi/1.1.0/log.json changed');
    await run.says('press Ctrl+C');
    expect(await run.ends()).toBe('SIGINT');
  });

  it('does not go with --check or --dry-run', () => {
    expect(moltAbi('.', ['gen', '--watch', '--check'])).toMatchObject({ code: 2, err: expect.stringContaining('cannot be used with') });
  });
});
