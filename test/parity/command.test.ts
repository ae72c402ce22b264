import { describe, expect, test } from 'vitest';
import { readKit } from '../../generator/cli/parity/kit.js';
import { reasonOf } from '../../generator/cli/parity/reason.js';
import { runKit } from '../../generator/cli/parity/run.js';
import type { Outcome } from '../../runtime-glue/testing.js';
import { fileOf, hostFile, parity, reference, reportOf } from './host-file.js';
import { parityAbi } from './package.js';

// The compiler of TypeScript is loaded to generate the package.
describe('molt-abi parity', { timeout: 120_000 }, () => {
  test('the reference host passes on every target, and the report keeps to its schema', async () => {
    const { code, out, err } = await parity(reference, '--target', 'all', '--format', 'json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = reportOf(out);
    expect(report.targets).toEqual(['browser', 'edge', 'wasi']);
    expect(report.vectors.length).toBeGreaterThanOrEqual(150);
    const shared = readKit().vectors.filter((v) => v.guest === 'threads');
    const intended = report.vectors.flatMap((v) =>
      v.results.filter((r) => r.outcome === 'intended').map((r) => [v.id, r.target, r.reason]),
    );
    expect(intended).toEqual([
      ['async/sleep', 'browser', 'clock.sleep may block, which browser forbids (whereForbidden: unsupported)'],
      ['async/sleep', 'edge', 'clock.sleep may block, which edge forbids (whereForbidden: unsupported)'],
      ['errors/elsewhere', 'browser', 'errors.elsewhere is on wasi only (targets, lacking)'],
      ['errors/elsewhere', 'edge', 'errors.elsewhere is on wasi only (targets, lacking)'],
      ...shared.flatMap(({ id }) =>
        ['browser', 'edge'].map((t) => [id, t, `${t} has no threads that could share a memory (threads: disabled)`]),
      ),
    ]);
    expect(shared.length).toBeGreaterThan(10);
  });

  test.each([
    ['an answer', 'hosts.text.count = (text) => text.length;', 'strings/unicode', 'steps[0]'],
    ['an error', 'hosts.errors.two = (which) => [9, abi.Errno.EIO, abi.Eai.NONAME][which];', 'errors/two-first', 'steps[0]'],
    ['bytes', 'hosts.bytes.fill = (byte, buf) => void buf.subarray(1).fill(byte);', 'memoryview/fill', 'steps[0]'],
    [
      'a call too many',
      'hosts.control.call = (value) => { hosts.link.plus(1); return guest().parity_callback(value) + 1; };',
      'control-flow/call',
      'steps[0]',
    ],
    ['an answer that never comes', 'hosts.clock.pause = () => new Promise(() => {});', 'async/pause-long', 'steps[0]'],
    ['a method that is not there', 'delete hosts.link.plus;', 'links/plus', 'run'],
    ['one that should not be there', 'hosts.errors.absent = () => undefined;', 'errors/absent', 'steps[0]'],
  ])('a host that differs in %s is told the vector, both sides and the contract', async (_, change, id, at) => {
    const { code, out } = await parity(hostFile(change), '--target', 'wasi', '--only', id);
    expect(code).toBe(1);
    expect(out).toContain(`different on wasi: ${id} (guest `);
    expect(out).toContain(`\n  ${at}\n    expected `);
    expect(out).toContain('\nFAIL: parity 1.0.0, host ');
  });

  test('the contract of a method that differs is shown', async () => {
    const { out } = await parity(hostFile('hosts.text.count = (text) => text.length;'), '--target', 'wasi', '--only', 'strings/unicode');
    expect(out).toContain('  contract of text.count: Answers the number of Unicode scalar values in `text`; a byte order mark counts.\n');
  });

  test('a difference that the schema does not intend fails, even if a vector would allow it', async () => {
    const { abi } = parityAbi();
    const kit = readKit();
    const [plus] = kit.vectors.filter((v) => v.id === 'links/plus');
    const otherwise: Outcome = { steps: [{ call: 'plus', returns: '9' }], memory: [], trace: [] };
    const vector = { ...plus, differs: { function: 'link.plus', on: { edge: otherwise } } } as NonNullable<typeof plus>;
    const report = await runKit(kit, [vector], ['edge'], async () => otherwise, abi, 'host');
    expect(report).toMatchObject({ pass: false, vectors: [{ results: [{ outcome: 'different', reason: null }] }] });
  });

  test('vectors differ just where the schema says so, and in the way that it says', () => {
    const { abi } = parityAbi();
    const errno = abi.interfaces.flatMap((i) => i.types).find((t) => t.id === 'errors.errno');
    const codeOf = (name: string) => (errno?.kind === 'errors' ? errno.cases.find((c) => c.name === name)?.value : undefined);
    const said: Record<string, Record<string, string>> = {
      'errors.elsewhere': { browser: 'EPERM', edge: 'ENOSYS' },
      'clock.sleep': { browser: 'ENOSYS', edge: 'ENOSYS' },
    };
    for (const { differs } of readKit().vectors.filter((v) => v.differs)) {
      const on = differs?.on ?? {};
      if (differs === undefined) throw new Error('filtered');
      expect(Object.keys(on)).toEqual(abi.targets.map((t) => t.name).filter((t) => reasonOf(abi, differs, t) !== undefined));
      for (const [target, { steps, trace }] of Object.entries(on)) {
        const answer = 'memory' in differs ? { ends: 'link-error' } : { returns: `-${codeOf(said[differs.function]?.[target] ?? '')}` };
        expect([steps, trace]).toEqual([[{ call: steps[0]?.call, ...answer }], []]);
      }
    }
  });

  test('a host that is not on the generated package answers for itself', async () => {
    const [vector] = readKit().vectors.filter((v) => v.id === 'strings/echo');
    const file = fileOf(
      `export async function run({ id, target, guest, module, calls, ranges }) {
  if (!(module instanceof Uint8Array) || !WebAssembly.validate(module)) throw new Error('no module');
  if (id !== 'strings/echo') throw new Error('asked for ' + [id, target, guest, calls]);
  return ${JSON.stringify({ steps: vector?.steps, memory: vector?.memory, trace: vector?.trace, whole: vector?.whole })};
}
export const close = () => { process.stdout.write(''); };
`,
    );
    expect(await parity(file, '--target', 'edge', '--only', 'strings/echo')).toMatchObject({ code: 0 });
    const other = await parity(file, '--target', 'edge', '--only', 'strings/cut');
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('asked for strings/cut,edge,strings,cut') });
  });

  test('what was mistyped is told, with exit 2 or 5', async () => {
    expect(await parity(reference, '--target', 'wsai')).toMatchObject({ code: 2, err: expect.stringContaining('wasi') });
    expect(await parity(reference, '--target', 'wasi', '--only', 'string')).toMatchObject({
      code: 2,
      err: expect.stringContaining('strings'),
    });
    expect(await parity('nowhere.mjs', '--target', 'wasi')).toMatchObject({ code: 5, err: expect.stringContaining('nowhere.mjs') });
    const empty = fileOf('export const nothing = 1;\n');
    expect(await parity(empty, '--target', 'wasi')).toMatchObject({ code: 2, err: expect.stringContaining('createHost') });
  });

  test('as Markdown, each vector has its line', async () => {
    const { out } = await parity(hostFile('hosts.link.plus = (x) => x;'), '--target', 'wasi', '--only', 'links', '--format', 'markdown');
    expect(out).toContain('| links/plus | A function under its link key. | **different** |');
    expect(out).toContain('| links/own | A function that the guest answers itself. | same |');
    expect(out).toContain('## links/plus on wasi');
  });
});
