import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wabtInit from 'wabt';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const main = join(root, 'dist/command/main.js');

/** The example files of the README: fenced blocks whose info string names a file. */
const examples = [...readme.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path, text]) => ({
  path: path as string,
  text: text as string,
}));

describe('README', () => {
  let folder = '';
  const run = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'molt-abi-readme-'));
    for (const { path, text } of examples) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has an example for each reader', () => {
    expect(examples.map((e) => e.path)).toEqual([
      'abi/1.0.0/abi.json',
      'abi/1.0.0/greet.json',
      'host.mjs',
      'check-guest.mjs',
      'old/guest.wat',
      'record.mjs',
      'replay.mjs',
      'guest.c',
      'guest.wat',
      'budget.json',
      'game.wat',
      'old-host.js',
    ]);
  });

  it('shows commands that work as they stand', () => {
    expect(run(main, 'lint', '--abi', 'abi')).toMatch(/no problems|0 errors|nothing/i);
    expect(run(main, 'gen', '--abi', 'abi', '--out', 'greet-out')).toContain('greet 1.0.0');
    expect(run(main, 'gen', '--abi', 'abi', '--out', 'greet-out', '--check')).toBeTypeOf('string');
    expect(run(main, 'explain', 'resolve/missing-capability')).toContain('capability');
  });

  it('shows what `init` makes', () => {
    run(main, 'init', 'made/greet');
    for (const path of ['abi/1.0.0/abi.json', 'abi/1.0.0/greet.json'])
      expect(readFileSync(join(folder, 'made/greet', path), 'utf8')).toBe(readFileSync(join(folder, path), 'utf8'));
  });

  const assemble = async (text: string, to: string): Promise<void> => {
    const module = (await wabtInit()).parseWat('module.wat', text);
    writeFileSync(join(folder, to), module.toBinary({}).buffer);
    module.destroy();
  };

  it('runs the guest of the text format on the host', async () => {
    const text = `${readFileSync(join(folder, 'greet-out/wat/imports.wat'), 'utf8')}\n${readFileSync(join(folder, 'guest.wat'), 'utf8')}`;
    await assemble(`(module ${text})`, 'guest.wasm');
    expect(run('host.mjs')).toBe('Hello, Ada!\n');
  });

  /** Runs what a part of the README says, in its order: patches are applied, commands print what stands there. */
  const follow = (from: string, to: string): number => {
    const section = readme.slice(readme.indexOf(`\n${from}`), readme.indexOf(`\n${to}`));
    const blocks = [...section.matchAll(/^```(console|diff)\n([\s\S]*?)^```$/gm)];
    for (const [, kind, text = ''] of blocks) {
      if (kind === 'diff') {
        execFileSync('git', ['apply', '-'], { cwd: folder, input: text });
        continue;
      }
      for (const [, command = '', output = ''] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const { stdout } = spawnSync('bash', ['-c', `${command.replaceAll('npx molt-abi', `"${process.execPath}" "${main}"`)} 2>&1`], {
          cwd: folder,
          encoding: 'utf8',
        });
        expect(stdout, command).toBe(output);
      }
    }
    return blocks.length;
  };

  it('shows how a host checks the bytes of a guest', async () => {
    await assemble(readFileSync(join(folder, 'old/guest.wat'), 'utf8'), 'old/guest.wasm');
    expect(follow('### To check a guest before it runs', '### To record a run and replay it')).toBe(1);
  });

  it('shows how an ABI evolves, step by step', () => {
    expect(follow('## To evolve an ABI', '### In CI')).toBeGreaterThan(10);
  });

  it('shows how a run is recorded and replayed, and what a difference looks like', () => {
    expect(follow('### To record a run and replay it', '### Hosts to copy')).toBe(1);
  });

  it('shows how a module is checked before it ships', () => {
    expect(follow('## To check a module before you ship it', '## To see which modules a change breaks')).toBe(3);
  });

  it('shows which modules a change breaks', () => {
    expect(follow('## To see which modules a change breaks', '## To report what a release costs')).toBe(2);
  });

  it('shows how a module is held to a budget', () => {
    expect(follow('## To report what a release costs', '## To adopt this for an existing module')).toBe(1);
  });

  it('shows how an existing module comes to have an ABI', async () => {
    await assemble(readFileSync(join(folder, 'game.wat'), 'utf8'), 'game.wasm');
    expect(follow('## To adopt this for an existing module', '## How it works')).toBe(4);
  });

  it('names the stages as the pipeline does', () => {
    const pipeline = readFileSync(join(root, 'generator/pipeline.ts'), 'utf8');
    const stages = /^load -> parse -> validate -> resolve -> lower -> emit$/m.exec(readme)?.[0].split(' -> ') ?? [];
    expect(stages).toHaveLength(6);
    for (const stage of stages) expect(pipeline).toMatch(new RegExp(`\\b${stage}\\(`));
  });
});
