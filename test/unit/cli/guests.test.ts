import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GuestsReport } from '../../../compat-policy/report/model.js';
import { reportFormats } from '../../../compat-policy/report/registry.js';
import type { CensusRow } from '../../../generator/cli/guests/census.js';
import type { Files } from '../compat/fixtures.js';
import { censusErrors, reportErrors, sarifErrors } from '../compat/report-schemas.js';
import { assemble } from '../wasm/support.js';
import { changed, check, checkIn, found, reportOf } from './checking.js';
import { commit, releasedFolder } from './released.js';

const ping = '(import "env" "demo_ping" (func (param i32) (result i32)))';
const read = '(import "env" "demo_read" (func (param i32 i32 i32 i32) (result i32)))';

/** Guests of the ABI of `test/compat/base.json`. */
const guests: Readonly<Record<string, string>> = {
  both: `(module ${ping} ${read})`,
  none: '(module)',
  ping: `(module ${ping})`,
  read: `(module ${read})`,
};

function withGuests(folder: string, more: Readonly<Record<string, string | Uint8Array>> = guests): string {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  for (const [name, text] of Object.entries(more))
    writeFileSync(join(folder, 'dist', `${name}.wasm`), typeof text === 'string' ? assemble(text) : text);
  return folder;
}

/** What a check says of the guests, and whether it passes; each is named by its file. */
async function judged(folder: string, ...more: readonly string[]) {
  const { guests: judgedGuests, verdict, findings } = await reportOf(folder, '--guests', join(folder, 'dist'), ...more);
  const named = judgedGuests ?? expect.fail('no guests');
  const rules = new Map(findings.map(({ fingerprint, rule }) => [fingerprint, rule]));
  return { guests: named, pass: verdict?.pass, broken: brokenIn(named, rules) };
}

/** `ping: env.demo_ping import-removed`. */
const brokenIn = ({ broken }: GuestsReport, rules: ReadonlyMap<string, string>): string[] =>
  broken.flatMap(({ path, imports, exports, other }) => {
    const name = path.replace(/^.*\//, '').replace('.wasm', '');
    const why = (fault: { readonly rule: string } | null, findings: readonly string[]) =>
      [...(fault ? [fault.rule] : []), ...findings.map((fingerprint) => rules.get(fingerprint))].join(' ');
    return [
      ...imports.map((item) => `${name}: ${item.module}.${item.name} ${why(item.fault, item.findings)}`),
      ...exports.map((item) => `${name}: ${item.name} ${why(item.fault, item.findings)}`),
      ...other.map(({ rule }) => `${name}: ${rule}`),
    ];
  });

const functions = (patch: Files): Files => ({ 'api.json': { functions: patch } });

describe('check --guests', () => {
  it('passes where nothing that a module uses has changed', async () => {
    const { pass, guests: all } = await judged(withGuests(changed({})));
    expect({ pass, all }).toEqual({ pass: true, all: { modules: 4, broken: [], unreadable: [], notOnBaseline: [] } });
  });

  it('names the modules that import what is gone, and no others', async () => {
    const { pass, broken } = await judged(withGuests(changed(functions({ ping: null }))));
    expect(pass).toBe(false);
    expect(broken).toEqual(['both: env.demo_ping verify/unlisted import-removed', 'ping: env.demo_ping verify/unlisted import-removed']);
  });

  it('names the modules that import what has another type', async () => {
    const patch = functions({ ping: { params: [{ name: 'value', type: 'u64' }] as never } });
    const { broken } = await judged(withGuests(changed(patch)));
    expect(broken).toHaveLength(2);
    for (const line of broken) expect(line).toMatch(/^(both|ping): env\.demo_ping verify\/mistyped param-/);
  });

  it('names the modules that link and get silently wrong values', async () => {
    const { broken } = await judged(withGuests(changed(functions({ ping: { params: [{ name: 'value', type: 's32' }] as never } }))));
    expect(broken).toHaveLength(2);
    for (const line of broken) expect(line).toMatch(/^(both|ping): env\.demo_ping (?!verify)/);
  });

  it('names the modules that meet a type that has changed, through the functions that carry it', async () => {
    const { broken } = await judged(withGuests(changed({ 'api.json': { types: { errno: { cases: { EIO: 6 } } } } })));
    expect(broken).toEqual(['both: env.demo_read error-code-renumbered', 'read: env.demo_read error-code-renumbered']);
  });

  it('names the modules that need a capability which they did not', async () => {
    const free = functions({ ping: { capability: 'none', capabilityReason: 'Answers only.' } });
    const needed = functions({ ping: { capability: 'demo.use', capabilityReason: null } });
    const { broken } = await judged(withGuests(changed(needed, free)));
    expect(broken.map((line) => line.split(':')[0])).toEqual(['both', 'ping']);
  });

  it('does not count what concerns only targets on which a module does not run', async () => {
    const edge: Files = { 'api.json': { functions: { ping: { targets: ['wasi'] }, read: { targets: ['browser', 'wasi'] } } } };
    const { broken } = await judged(withGuests(changed(functions({ read: { targets: ['wasi'] } }), edge)));
    // `both` never ran in a browser, where alone something is gone.
    expect(broken).toEqual(['read: env.demo_read target-dropped']);
  });

  it('names the modules that lack an export which hosts newly need', async () => {
    const patch: Files = { 'api.json': { exports: { start: { export: 'start', required: true } } } };
    const started = { ...guests, started: '(module (func (export "start")))' };
    const { broken } = await judged(withGuests(changed(patch), started));
    expect(broken.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(
      ['both', 'none', 'ping', 'read'].map((name) => `${name}: start verify/missing-export`),
    );
  });

  it('still fails where nothing breaks a module and the policy forbids the change', async () => {
    const { pass, broken } = await judged(withGuests(changed(functions({ ping: null })), { read: guests.read ?? '' }));
    expect({ pass, broken }).toEqual({ pass: false, broken: [] });
  });

  it('fails where the policy allows a change that breaks a module', async () => {
    const marker = { in: '1.1.0', replacement: 'api.read', removeIn: '2.0.0' };
    const folder = releasedFolder([
      { version: '1.0.0', released: '2026-01-10' },
      { version: '1.1.0', released: '2026-02-10', patch: functions({ ping: { deprecated: marker } }) },
      { version: '1.2.0', released: '2026-05-10' },
      {
        version: '2.0.0',
        planned: '2028-03-01',
        patch: { 'abi.json': { discriminator: 'stamp' }, ...functions({ ping: { status: 'tombstone' } }) },
      },
    ]);
    const alone = await reportOf(folder);
    expect(alone.verdict?.pass, JSON.stringify(found(alone))).toBe(true);
    const { pass, broken } = await judged(withGuests(folder));
    expect(pass).toBe(false);
    expect(broken.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['both: env.demo_ping', 'ping: env.demo_ping']);
  });

  it('reports apart what did not run on the baseline, which fails nothing', async () => {
    const more = {
      next: '(module (import "env" "demo_pong" (func (result i32))))',
      stray: '(module (import "other" "call" (func)))',
      typed: '(module (import "env" "demo_ping" (func)))',
    };
    const patch = functions({
      pong: { import: 'demo_pong', doc: 'Answers.', since: '1.1.0', result: { type: 'u32' }, capability: 'demo.use' },
    });
    const { pass, guests: all } = await judged(withGuests(changed(patch), more));
    expect(pass).toBe(true);
    expect(
      all.notOnBaseline.map(({ path, imports, runsOnCandidate }) => [path.replace(/^.*\//, ''), imports[0]?.fault?.rule, runsOnCandidate]),
    ).toEqual([
      ['next.wasm', 'verify/unlisted', true],
      ['stray.wasm', 'verify/unlisted', false],
      ['typed.wasm', 'verify/mistyped', false],
    ]);
  });

  it('fails for what is no module, cut off, or cannot be opened', async () => {
    const whole = assemble(guests.both ?? '');
    const folder = withGuests(changed({}), {
      cut: whole.subarray(0, 20),
      empty: new Uint8Array(),
      text: new TextEncoder().encode('(module)'),
    });
    mkdirSync(join(folder, 'dist/folder.wasm'));
    const gone = join(folder, 'dist/gone.wasm');
    symlinkSync('nowhere', gone);
    const { pass, guests: all } = await judged(folder);
    expect(pass).toBe(false);
    expect(all.unreadable.map(({ path, rule }) => `${path.replace(/^.*\//, '')} ${rule}`)).toEqual([
      'cut.wasm wasm/malformed',
      'empty.wasm wasm/not-a-module',
      'gone.wasm io/read',
      'text.wasm wasm/not-a-module',
    ]);
    expect((await check(folder, '--guests', gone)).code).toBe(2);
  });

  it('is a usage error for what names no file, and for a census of no modules', async () => {
    const folder = changed({});
    for (const options of [
      ['--guests', join(folder, '**/*.wasm')],
      ['--guests', ''],
      ['--census', join(folder, 'census.jsonl')],
    ]) {
      const { code, err, out } = await check(folder, ...options);
      expect({ code, out }, err).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/usage\/option/);
    }
    withGuests(folder);
    const same = join(folder, 'same');
    expect((await check(folder, '--guests', join(folder, 'dist'), '--census', same, '--output', same)).code).toBe(2);
    expect(existsSync(same)).toBe(false);
  });

  it('holds modules against the baseline, however many releases are live', async () => {
    const folder = releasedFolder([
      { version: '1.0.0', released: '2026-01-10' },
      { version: '1.1.0', released: '2026-02-10' },
      { version: '1.2.0', patch: functions({ ping: null }) },
    ]);
    const { broken } = await judged(withGuests(folder), '--all-live');
    expect(broken.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['both: env.demo_ping', 'ping: env.demo_ping']);
  });

  it.each(reportFormats.map(({ name }) => name))('names module, import and finding as %s', async (name) => {
    const folder = withGuests(changed(functions({ ping: null })), { ping: guests.ping ?? '', 'a\n::error::\u001b[31m': guests.ping ?? '' });
    const { code, out } = await check(folder, '--guests', join(folder, 'dist'), '--format', name);
    expect(code).toBe(1);
    for (const part of ['dist/ping.wasm', 'demo_ping', 'verify/unlisted', 'import-removed']) expect(out).toContain(part);
    expect(out).not.toContain('\u001b');
    expect(out.split('\n').filter((line) => line.startsWith('::error::'))).toEqual([]);
    if (name === 'json') expect(reportErrors(JSON.parse(out))).toEqual([]);
    if (name === 'sarif') expect(sarifErrors(JSON.parse(out))).toEqual([]);
  });

  it('names modules from the current folder, or from the top of the repository where services read', async () => {
    const folder = withGuests(changed(functions({ ping: null })), { ping: guests.ping ?? '' });
    const json = () => JSON.parse(checkIn(folder, '--guests', './dist/*.wasm', '--format', 'json').out).guests.broken[0].path;
    expect(json()).toBe('dist/ping.wasm');
    commit(folder);
    expect(JSON.parse(checkIn(join(folder), '--guests', 'dist', '--format', 'json').out).guests.broken[0].path).toBe('dist/ping.wasm');
    expect(checkIn(folder, '--guests', 'dist').out).toContain(
      'error: dist/ping.wasm breaks\n  import "env" "demo_ping": verify/unlisted: ',
    );
  });
});

describe('the census', () => {
  const rowsOf = (text: string): CensusRow[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as CensusRow);

  it('is a line a module, by path, with the same keys in every line', async () => {
    const folder = withGuests(changed({}), { ...guests, stray: '(module (import "other" "call" (func)))', cut: new Uint8Array([0, 0x61]) });
    const census = join(folder, 'census.jsonl');
    expect((await check(folder, '--guests', join(folder, 'dist'), '--census', census)).code).toBe(1);
    const rows = rowsOf(readFileSync(census, 'utf8'));
    expect(rows.map(({ path }) => path.replace(/^.*\//, ''))).toEqual(
      ['both', 'cut', 'none', 'ping', 'read', 'stray'].map((name) => `${name}.wasm`),
    );
    expect(new Set(rows.map((row) => Object.keys(row).join()))).toEqual(
      new Set(['path,sha256,bytes,error,abi,version,floor,newest,targets,imports,unlisted,capabilities']),
    );
    for (const row of rows) expect(censusErrors(row)).toEqual([]);
    expect(rows[0]).toMatchObject({
      abi: 'demo',
      version: '1.1.0',
      floor: '1.0.0',
      newest: '1.0.0',
      targets: ['browser', 'wasi'],
      imports: [
        ['env', 'demo_ping'],
        ['env', 'demo_read'],
      ],
      unlisted: [],
      capabilities: ['demo.use'],
      error: null,
    });
    expect(rows[1]).toMatchObject({ sha256: null, bytes: null, imports: [], error: expect.stringMatching(/^wasm\/not-a-module: /) });
    expect(rows[5]).toMatchObject({ floor: null, newest: null, unlisted: [['other', 'call']] });
  });

  it('needs no change: the newest release is held against itself where there is no candidate', async () => {
    const folder = withGuests(
      releasedFolder([
        { version: '1.0.0', released: '2026-01-10' },
        { version: '1.1.0', released: '2026-02-10' },
      ]),
    );
    const census = join(folder, 'census.jsonl');
    expect((await check(folder, '--guests', join(folder, 'dist'))).code).toBe(3);
    const { code, err, out } = await check(folder, '--guests', join(folder, 'dist'), '--census', census);
    expect(code, err).toBe(0);
    expect(out).toContain('PASS: demo 1.1.0 -> demo 1.1.0');
    expect(rowsOf(readFileSync(census, 'utf8')).map(({ version }) => version)).toEqual(['1.1.0', '1.1.0', '1.1.0', '1.1.0']);
  });

  it('is the old file or the new one, and none below the ABI', async () => {
    const folder = withGuests(changed({}));
    const { code, err } = await check(folder, '--guests', join(folder, 'dist'), '--census', join(folder, 'nowhere/census.jsonl'));
    expect(code, err).toBe(5);
    expect((await check(folder, '--guests', join(folder, 'dist'), '--census', join(folder, 'abi/releases.json'))).code).toBe(5);
  });
});
