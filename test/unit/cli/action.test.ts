import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../meta/imports.js';
import { pong, releasedFolder, removing } from './released.js';

const action = readFileSync(join(root, '.github/actions/check/action.yml'), 'utf8');
const script = join(root, '.github/actions/check/check.sh');
const command = `${process.execPath} ${join(root, 'dist/command/main.js')}`;
const temporary: string[] = [];

afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs the step of the action as a runner does: inputs as variables, files for outputs and summary. */
function runStep(cwd: string, inputs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-action-'));
  temporary.push(folder);
  const [outputs, summary] = [join(folder, 'outputs'), join(folder, 'summary')];
  for (const file of [outputs, summary]) writeFileSync(file, '');
  const defaults = { ABI: '', AGAINST: '', ALL_LIVE: 'true', AS_OF: '', POLICY: '', WITNESS: 'true', COMMAND: command };
  const variables = Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [`MOLT_ABI_${name}`, value]);
  const { status, stdout, stderr } = spawnSync('bash', [script], {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      ...Object.fromEntries(variables),
    },
  });
  const written = Object.fromEntries(
    readFileSync(outputs, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { status, stdout, stderr, summary: readFileSync(summary, 'utf8'), written };
}

describe('the action', () => {
  it('passes the Molt ABI of this repository against every live release', () => {
    const { status, stdout, summary, written } = runStep(root, { ABI: 'schemas/molt' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^::notice .*PASS/m);
    expect(summary).toContain('1.5.0');
    expect(Object.keys(written).sort()).toEqual(['html', 'markdown', 'sarif']);
    expect(JSON.parse(readFileSync(written.sarif ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(written.html ?? '', 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('fails where something is removed, with annotations and all reports', () => {
    const folder = releasedFolder(removing);
    const { status, stdout, summary, written } = runStep(folder, { ABI: 'abi' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=abi\/1\.1\.0\/api\.json/m);
    expect(summary).toContain('import-removed');
    expect(Object.keys(written).sort()).toEqual(['html', 'markdown', 'sarif']);
  });

  it('is no verdict where no ABI of the repository is named', () => {
    const folder = releasedFolder(removing);
    const { status, stdout, stderr, summary, written } = runStep(folder, {});
    expect(status).toBe(2);
    expect(stdout).toMatch(/^::error [^\n]*input `abi`[^\n]*\n$/);
    expect(stderr).toContain('warning[reference/embedded]: no ABI is named here');
    expect([summary, written]).toEqual(['', {}]);
    writeFileSync(join(folder, 'molt-abi.config.json'), JSON.stringify({ abi: 'abi' }));
    expect(runStep(folder, {}).status).toBe(1);
  });

  it('judges the newest release where there is no candidate yet, and sees that one was edited', () => {
    const first = { version: '1.0.0', released: '2026-01-10' };
    for (const steps of [[first], [first, { version: '1.1.0', released: '2026-06-01', patch: pong }]]) {
      const folder = releasedFolder(steps);
      for (const inputs of [{ ABI: 'abi' }, { ABI: 'abi', AGAINST: 'v1.0' }]) {
        const { status, stderr, written } = runStep(folder, inputs);
        expect({ status, stderr }).toMatchObject({ status: 0 });
        expect(stderr).not.toContain('error[');
        expect(Object.keys(written).sort()).toEqual(['html', 'markdown', 'sarif']);
      }
      const file = join(folder, 'abi/1.0.0/abi.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('Use the demo.', 'Use it.'));
      expect(runStep(folder, { ABI: 'abi' })).toMatchObject({ status: 3, stderr: expect.stringContaining('history/digest-mismatch') });
    }
  });

  it('ends as the command does where there is no verdict, and reports nothing', () => {
    const { status, summary, written } = runStep(root, { ABI: 'schemas/molt', AGAINST: 'v7' });
    expect(status).toBe(3);
    expect({ summary, written }).toEqual({ summary: '', written: {} });
  });

  it('reads no input as a command', () => {
    const { status, stdout, stderr } = runStep(root, { ABI: '$(touch planted); `touch planted`', AGAINST: '--output=planted' });
    expect(status).toBeGreaterThan(1);
    expect(stdout + stderr).not.toContain('internal error');
    expect(spawnSync('ls', ['planted'], { cwd: root }).status).not.toBe(0);
  });

  it('hands every input to the script, each as a variable', () => {
    const names = [...action.matchAll(/^ {2}([a-z-]+):\n {4}description/gm)].map(([, name]) => name ?? '');
    const inputs = names.slice(0, names.indexOf('sarif'));
    expect(inputs).toEqual(['abi', 'against', 'all-live', 'as-of', 'policy', 'witness', 'command']);
    for (const name of inputs) {
      const variable = `MOLT_ABI_${name.toUpperCase().replaceAll('-', '_')}`;
      expect(action).toContain(`${variable}: \${{ inputs.${name} }}`);
      expect(readFileSync(script, 'utf8')).toContain(`$${variable}`);
    }
    // Only there: an expression inside a script would be read as a part of it.
    expect(action.slice(action.indexOf('run: ')).includes('${{')).toBe(false);
  });
});
