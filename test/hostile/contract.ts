import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DiagnosticJson } from '../../generator/diagnostics/format-json.js';
import { visible } from '../../generator/diagnostics/visible.js';
import { binary } from '../unit/cli/binary.js';
import { fill, temporaryFolder, treeOf } from '../unit/writer/folder.js';

/** Most memory that a refusal may take, in megabytes. */
const mostMegabytes = 512;

/** What a refused run looks like. `place` is the `file#pointer` of the first error; null where it is of no file. */
export interface Refusal {
  readonly exit: number;
  readonly code: string;
  readonly place: string | RegExp | null;
  /** A part of the message. */
  readonly says?: string;
}

export interface Run {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  readonly megabytes: number;
}

/** Reports the memory of the process when it ends. */
const gauge = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('\\nmaxRSS ' + process.resourceUsage().maxRSS));")}`;

/** Runs the command in a process of its own, with modules loaded before it. */
export function gen(folder: string, args: readonly string[], before: readonly string[] = []): Run {
  const node = [gauge, ...before].flatMap((module) => ['--import', module]);
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, MOLT_ABI_DEBUG: undefined };
  const options = { cwd: folder, encoding: 'utf8', env, maxBuffer: 2 ** 28, timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...node, binary, 'gen', '--abi', 'abi', '--out', 'out', ...args],
    options,
  );
  const [err = '', kilobytes] = stderr.split('\nmaxRSS ');
  return { exit: status, out: stdout, err, megabytes: Number(kilobytes) / 1024 };
}

/** A folder with the files of an ABI in `abi/`; `prepare` adds what is more than text. */
export function abiFolder(files: Record<string, string>, prepare: (abi: string) => void = () => {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'abi'));
  fill(join(folder, 'abi'), files);
  prepare(join(folder, 'abi'));
  return folder;
}

/** What stands in the output folder, whose bytes no refused run changes. */
const earlier = { 'ts-host/index.js': 'export {};\n', 'mine.txt': 'kept' };

/**
 * Holds a refusal to the universal contract: the exit code, a stable code, a message on one line with file, pointer, line
 * and column, no stack trace, nothing written, and bounded memory. Gives the diagnostics.
 */
export function refuses(
  folder: string,
  wanted: Refusal,
  args: readonly string[] = ['--emit', 'manifest'],
  before: readonly string[] = [],
): readonly DiagnosticJson[] {
  fill(join(folder, 'out'), earlier);
  const tree = treeOf(join(folder, 'out'));
  const run = gen(folder, [...args, '--format', 'json'], before);
  expect(run.err).toBe('');
  const report = JSON.parse(run.out) as { diagnostics: readonly DiagnosticJson[]; exit: number };
  const [first] = report.diagnostics.filter((d) => d.severity === 'error');
  const place = wanted.place instanceof RegExp ? expect.stringMatching(wanted.place) : wanted.place;
  expect({ exit: run.exit, code: first?.code, place: placeOf(first) }).toEqual({ exit: wanted.exit, code: wanted.code, place });
  expect(first?.message).toContain(wanted.says ?? '');
  expect(report.diagnostics.filter((d) => !isPlain(d))).toEqual([]);
  if (!shownPlainly.has(wanted.code)) expectPlain(gen(folder, args), wanted);
  shownPlainly.add(wanted.code);
  expect(treeOf(join(folder, 'out'))).toEqual(tree);
  expect(run.megabytes).toBeGreaterThan(0);
  expect(run.megabytes).toBeLessThan(mostMegabytes);
  return report.diagnostics;
}

/** One line of visible characters, at a place in its file. */
const isPlain = ({ message, file, line, column }: DiagnosticJson): boolean =>
  visible(message) === message && message.length < 1000 && (file === null || (Number(line) > 0 && Number(column) > 0));

/** Codes whose text for people was looked at: one run of each is enough. */
const shownPlainly = new Set<string>();

const placeOf = (d: DiagnosticJson | undefined): string | null => (d?.file == null ? null : `${d.file}#${d.pointer}`);

/** The same for people: the title and the place on a line of their own, and no trace of our code. */
function expectPlain({ exit, out, err }: Run, wanted: Refusal): void {
  expect({ exit, out }).toEqual({ exit: wanted.exit, out: '' });
  expect(err.split('\n')).toContainEqual(expect.stringMatching(`^error\\[${wanted.code}\\]: `));
  if (wanted.place !== null) expect(err).toMatch(/--> \S+:\d+:\d+/);
  expect(err).not.toMatch(/^\s+at |node:internal|\/dist\/|Error:/m);
}

/** Holds that an ABI is taken; gives the run and the files that it made. */
export function accepts(folder: string, args: readonly string[] = ['--emit', 'manifest']): { run: Run; made: Record<string, string> } {
  const run = gen(folder, args);
  expect({ exit: run.exit, err: run.err.replace(/^warning[\s\S]*/, '') }).toEqual({ exit: 0, err: '' });
  return { run, made: treeOf(join(folder, 'out')) };
}
