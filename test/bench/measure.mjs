import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs each subject once a round, so that what disturbs the machine disturbs all of them. Each round begins with the next one: what a
 * subject leaves behind, garbage above all, burdens each of the others in turn. Gives the medians by name; a first round, which
 * fills caches, does not count.
 */
export async function paired(subjects, rounds) {
  const samples = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  const all = Object.entries(subjects);
  for (let round = -1; round < rounds; round++)
    for (let i = 0; i < all.length; i++) {
      const [name, run] = all[(i + round + 1) % all.length];
      const value = await run();
      if (round >= 0) samples[name].push(value);
    }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

/** Milliseconds of a whole process. One that ends otherwise than expected ends the benchmark: its time would mean nothing. */
export function processMs(command, args, { expected = 0, ...options } = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', ...options });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (error || status !== expected) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return ms;
}

/** Peak resident memory of a Node process, in MB. */
export function peakMb(args, options = {}) {
  const note = join(tmpdir(), `molt-abi-peak-${process.pid}`);
  const script = `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(note)}, String(process.resourceUsage().maxRSS)));`;
  const preload = `data:text/javascript,${encodeURIComponent(script)}`;
  try {
    processMs(process.execPath, ['--import', preload, ...args], options);
    return Number(readFileSync(note, 'utf8')) / 1024;
  } finally {
    if (existsSync(note)) rmSync(note);
  }
}

/** Nanoseconds of one call, from a run of many. */
export function perCall(run, calls, ...args) {
  const start = process.hrtime.bigint();
  run(calls, ...args);
  return Number(process.hrtime.bigint() - start) / calls;
}

export const importFresh = (path) => import(pathToFileURL(path).href);
