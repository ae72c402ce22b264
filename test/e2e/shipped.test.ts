import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WASI } from 'node:wasi';
import { afterAll, describe, expect, it } from 'vitest';
import { moltAbi } from '../unit/cli/binary.js';
import { packageOf } from './support.js';

const abi = fileURLToPath(new URL('../../schemas/wasi', import.meta.url));
const guest = (name: string): string => fileURLToPath(new URL(`../guests/${name}.wasm`, import.meta.url));
const words = 'the cat and the dog and the bird\n';

interface Sample {
  readonly name: string;
  readonly compiler: string;
  readonly grants: readonly string[];
  readonly args: readonly string[];
  /** What it prints, as a pattern. */
  readonly prints: RegExp;
}

const samples: readonly Sample[] = [
  {
    name: 'wasi-files',
    compiler: 'clang with wasi-libc',
    grants: ['env.read', 'fs.read', 'fs.write', 'rand.bytes', 'time.monotonic', 'time.wall'],
    args: ['files', '/box'],
    prints: /^hello, Zoë\nfile: 5 bytes, regular\n/,
  },
  {
    name: 'wasi-words-rust',
    compiler: 'rustc for wasm32-wasi',
    grants: ['env.read', 'fs.read'],
    args: ['words', '/box/words.txt'],
    prints: /^3 the\n2 and\n1 bird\n$/,
  },
  { name: 'wasi-words-assemblyscript', compiler: 'AssemblyScript', grants: [], args: [], prints: /^8\n$/ },
];

describe.each(samples)('a guest by $compiler', async ({ name, grants, args, prints }) => {
  const entry = await (await packageOf('schemas/wasi/1.0.0'))('wasi');
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-shipped-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const stamped = join(folder, `${name}.wasm`);
  const box = join(folder, 'box');
  mkdirSync(box);
  writeFileSync(join(box, 'words.txt'), words);

  it('is verified: all that it imports is in the ABI, and it needs what it is granted', () => {
    const { code, out } = moltAbi(folder, ['verify', guest(name), '--abi', abi, '--target', 'wasi', '--format', 'json']);
    const verdict = JSON.parse(out);
    expect({ code, findings: verdict.findings }).toEqual({ code: 0, findings: [] });
    expect(verdict.floor).toBe('1.0.0');
    const needed: string[][] = verdict.capabilities.map((need: { oneOf: string[] }) => need.oneOf);
    expect(needed.every((oneOf) => oneOf.some((capability) => grants.includes(capability)))).toBe(true);
    const strict = grants.flatMap((grant) => ['--grant', grant]);
    expect(moltAbi(folder, ['verify', guest(name), '--abi', abi, '--grant', 'none', ...strict]).code).toBe(0);
    expect(moltAbi(folder, ['verify', guest(name), '--abi', abi, '--grant', 'none']).code).toBe(needed.length === 0 ? 0 : 1);
  });

  it('is stamped, and runs with its stamp on the generated package with the WASI of Node beneath', async () => {
    expect(moltAbi(folder, ['stamp', guest(name), '--abi', abi, '--target', 'wasi', '-o', stamped]).code).toBe(0);
    expect(JSON.parse(moltAbi(folder, ['verify', stamped, '--abi', abi, '--format', 'json']).out).stamp).toMatchObject({
      abi: 'wasi',
      floor: '1.0.0',
      target: 'wasi',
    });
    const [input, output] = [openSync(join(box, 'words.txt'), 'r'), openSync(join(folder, 'out'), 'w')];
    try {
      const options = { args: [...args], env: { WHO: 'Zoë' }, preopens: { '/box': box }, stdin: input, stdout: output, returnOnExit: true };
      const wasi = new WASI({ version: 'preview1', ...options });
      const bindings = entry.createImports({ wasi: entry.raw(wasi.wasiImport) }, { grants });
      expect(entry.preflight(new WebAssembly.Module(readFileSync(stamped)))).toEqual([]);
      expect(Number(wasi.start(await entry.instantiate(readFileSync(stamped), bindings)))).toBe(0);
    } finally {
      for (const file of [input, output]) closeSync(file);
    }
    expect(readFileSync(join(folder, 'out'), 'utf8')).toMatch(prints);
  });

  it('is measured: its size, what its bindings add, and how it starts', () => {
    const { code, out, err } = moltAbi(folder, ['measure', stamped, '--abi', abi, '--target', 'wasi', '--runs', '2', '--format', 'json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out);
    expect(report.size.raw).toBe(readFileSync(stamped).length);
    const sections: { bytes: number }[] = report.size.sections;
    expect(sections.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(report.size.raw);
    const shares: { name: string | null }[] = report.glue[0].shares;
    expect(shares.filter(({ name }) => name !== null)).toHaveLength(report.size.importModules[0].imports);
    const [{ host, compile, instantiate }] = report.hosts;
    expect(host).toBe('node');
    for (const phase of [compile, instantiate]) expect(phase.samples.map((ms: number) => ms > 0)).toEqual([true, true]);
  }, 120_000);
});
