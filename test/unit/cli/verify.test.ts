import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { embeddedAbi, embeddedAbis } from '../../../generator/installation.js';
import { sarifErrors } from '../compat/report-schemas.js';
import { assemble } from '../wasm/support.js';
import { temporaryFolder } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';

const guest = (name: string): string => fileURLToPath(new URL(`../../guests/${name}.wasm`, import.meta.url));
const validator = (name: string) =>
  new Ajv2020({ strict: false, allErrors: true }).compile(
    JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')),
  );
const isReport = validator('verify-report');
const isStamp = validator('stamp');
const nasty = 'a\u202e\u0000\u001b[31m::error::##[x]<script>|`]';

/** A folder with a module that passes, one that does not, and one with names that terminals and pages would obey. */
function folder(): string {
  const made = temporaryFolder();
  copyFileSync(guest('db-query'), join(made, 'app.wasm'));
  copyFileSync(guest('everything-c'), join(made, 'other.wasm'));
  writeFileSync(join(made, 'nasty.wasm'), assemble(`(module (import "${escapes(nasty)}" "${escapes(nasty)}" (func)))`));
  return made;
}

const escapes = (text: string): string => [...Buffer.from(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

describe('verify', () => {
  it('says of each module whether it fits, what it needs and what can run it', () => {
    const { code, out, err } = moltAbi(folder(), ['verify', 'app.wasm', 'other.wasm']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^PASS: app\.wasm on molt 1\.4\.0 \(2 imports; 0 errors, 0 warnings\)$/m);
    expect(out).toMatch(/^ {2}runs on: browser, wasi; hosts from 1\.1\.0 to 1\.4\.0, the newest that can$/m);
    expect(out).toMatch(/^ {2}needs: db\.read$/m);
    expect(out).toMatch(/^FAIL: other\.wasm on molt 1\.4\.0/m);
    expect(out.match(/^error\[verify\/unlisted\]: imports "env" "demo_/gm)?.length).toBeGreaterThan(50);
    expect(out.match(/ help: /g)).toHaveLength(1);
  });

  it('case 63: reads a file once, and tells the hash of what it read', () => {
    const made = folder();
    const { code, out } = moltAbi(made, ['verify', 'app.wasm', '--format', 'json']);
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
    expect(report.module.sha256).toBe(
      createHash('sha256')
        .update(readFileSync(join(made, 'app.wasm')))
        .digest('hex'),
    );
    expect(report.imports.map((row: { name: string }) => row.name)).toEqual(
      WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(guest('db-query')))).map(({ name }) => name),
    );
  });

  it('writes one line of JSON a module, as the schema says, whatever the module', () => {
    const { out } = moltAbi(folder(), ['verify', 'app.wasm', 'other.wasm', 'nasty.wasm', '--format', 'json']);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(isReport(JSON.parse(line)), JSON.stringify(isReport.errors)).toBe(true);
    expect(lines.map((line) => JSON.parse(line).pass)).toEqual([true, false, false]);
  });

  it.each(['text', 'json', 'github', 'markdown', 'sarif'])('case 58: shows names that would be obeyed, as %s', (format) => {
    const { code, out } = moltAbi(folder(), ['verify', 'nasty.wasm', '--format', format]);
    expect(code).toBe(1);
    expect(out).toContain('u202e');
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    if (format === 'markdown') expect(out).not.toContain('<script');
    // A log of SARIF goes to a file, which no runner obeys.
    if (format !== 'sarif') expect(out).not.toContain('##[');
    expect(out.match(/^::/gm)?.length ?? 0).toBe(format === 'github' ? 2 : 0);
  });

  it('writes SARIF that code scanning takes', () => {
    const { out } = moltAbi(folder(), ['verify', 'other.wasm', '--format', 'sarif']);
    const log = JSON.parse(out);
    expect(sarifErrors(log)).toEqual([]);
    const { results, tool } = log.runs[0];
    expect(results.length).toBeGreaterThan(50);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('holds to a target, a version, grants and determinism', () => {
    const made = folder();
    const run = (...args: string[]) => moltAbi(made, ['verify', 'app.wasm', ...args]);
    expect(run('--target', 'edge').code).toBe(1);
    expect(run('--target', 'edge', '--abi-version', 'next').code).toBe(0);
    expect(run('--grant', 'none').out).toMatch(/verify\/denied/);
    expect(run('--grant', 'db.*', '--grant', 'time.wall').code).toBe(0);
    expect(run('--grant', 'db.*,time.wall').code).toBe(0);
    expect(run('--deterministic').out).toMatch(/verify\/nondeterministic/);
    expect(run('--deterministic', '--grant', 'db.read', '--grant', 'net.*').out).not.toMatch(/molt_db_query_host.*differ/);
  });

  it.each([
    [['--target', 'wsi'], 2, /--target.*"wsi".*\n.*wasi/],
    [['--grant', 'db.raed'], 2, /--grant.*"db\.raed"[\s\S]*db\.read/],
    [['--abi-version', '9'], 3, /"?9/],
    [['--abi', 'nowhere'], 5, /nowhere/],
    [['--format', 'yaml'], 2, /text, json, sarif, github, markdown/],
  ] as const)('refuses %j', (args, code, message) => {
    const ended = moltAbi(folder(), ['verify', 'app.wasm', ...args]);
    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(message);
    expect(ended.out).toBe('');
  });

  it('goes on after what is no module, and ends with its exit code', () => {
    const made = folder();
    writeFileSync(join(made, 'text.wasm'), '(module)');
    const { code, out, err } = moltAbi(made, ['verify', 'text.wasm', 'missing.wasm', '.', 'app.wasm']);
    expect(code).toBe(5);
    expect(err).toMatch(/wasm\/not-a-module.*text\.wasm is WebAssembly text/);
    expect(err).toMatch(/missing\.wasm/);
    expect(out).toMatch(/^PASS: app\.wasm/);
    expect(moltAbi(made, ['verify', 'text.wasm']).code).toBe(4);
  });

  it.each([
    [
      'sarif',
      /"executionSuccessful": false,\s+"toolExecutionNotifications": \[\s+\{\s+"level": "error",\s+"message": \{\s+"text": "text\.wasm is/,
    ],
    ['github', /^::error file=text\.wasm,title=wasm\/not-a-module::text\.wasm is WebAssembly text/m],
    ['markdown', /FAIL: <code>text\.wasm<\/code><\/h3>\n<p><code>text\.wasm is/],
  ])('says of what is no module that it has no verdict, as %s', (format, said) => {
    const made = folder();
    writeFileSync(join(made, 'text.wasm'), '(module)');
    const { out } = moltAbi(made, ['verify', 'text.wasm', 'app.wasm', '--format', format]);
    expect(out).toMatch(said);
    if (format === 'sarif') expect(sarifErrors(JSON.parse(out))).toEqual([]);
    const { err } = moltAbi(made, ['verify', 'text.wasm', 'app.wasm', '--format', format, '--output', 'report']);
    expect(err).toMatch(/^FAIL: 1 of 2 modules$/m);
  });

  it('puts no report in the place of a module', () => {
    const made = folder();
    const before = readFileSync(join(made, 'other.wasm'));
    const { code, err } = moltAbi(made, ['verify', 'app.wasm', '--output', 'other.wasm']);
    expect(code).toBe(5);
    expect(err).toMatch(/cannot write other\.wasm: it is a WebAssembly module/);
    expect(readFileSync(join(made, 'other.wasm'))).toEqual(before);
  });

  it('lets deterministic mode allow by its name what needs no capability', () => {
    const made = folder();
    const run = (...args: string[]) => moltAbi(made, ['verify', 'app.wasm', '--grant', 'db.read', ...args]);
    expect(run('--deterministic').out).toMatch(/molt_db_host_poll.*differ[\s\S]*grant itself with `--grant db\.host-poll`/);
    expect(run('--deterministic', '--grant', 'db.host-poll').code).toBe(0);
    expect(run('--grant', 'db.host-poll').code).toBe(2);
  });

  it("holds to an ABI of one's own, and to those that come with the tool whether or not they were prepared", () => {
    const made = folder();
    const copy = join(made, 'abi');
    mkdirSync(copy);
    for (const [name, folder] of Object.entries(embeddedAbis)) symlinkSync(folder, join(copy, name));
    for (const name of Object.keys(embeddedAbis)) {
      const [prepared, compiled] = [embeddedAbis[name as keyof typeof embeddedAbis], join(copy, name)].map((abi) =>
        moltAbi(made, ['verify', 'app.wasm', 'other.wasm', '--abi', abi, '--format', 'json']),
      );
      expect(prepared?.out).not.toBe('');
      expect(compiled).toEqual(prepared);
    }
    expect(embeddedAbi).toBe(embeddedAbis.molt);
  });
});

it('loads no compiler for an ABI that comes with the tool', () => {
  const made = folder();
  const loadedFor = (...args: string[]) =>
    spawnSync(process.execPath, [binary, 'verify', 'app.wasm', ...args], {
      cwd: made,
      encoding: 'utf8',
      env: { ...process.env, NODE_DEBUG: 'module' },
    }).stderr;
  const compiler = /judging\.js/;
  expect(loadedFor()).not.toMatch(compiler);
  expect(loadedFor('--abi', relative(realpathSync(made), embeddedAbi))).not.toMatch(compiler);
  cpSync(embeddedAbi, join(made, 'copy'), { recursive: true });
  expect(loadedFor('--abi', 'copy')).toMatch(compiler);
});

describe('stamp', () => {
  const sectionIn = (path: string): unknown => {
    const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(readFileSync(path)), 'molt.abi');
    return JSON.parse(new TextDecoder().decode(section));
  };

  it('writes what the module needs, and verify reads it', () => {
    const made = folder();
    const { code, out, err } = moltAbi(made, ['stamp', 'app.wasm', '-o', 'out.wasm']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'out.wasm: stamped for molt 1.4.0, from 1.1.0 on\n' });
    const stamp = sectionIn(join(made, 'out.wasm'));
    expect(isStamp(stamp), JSON.stringify(isStamp.errors)).toBe(true);
    expect(stamp).toMatchObject({ abi: 'molt', version: '1.4.0', floor: '1.1.0', target: null, capabilities: [['db.read']] });
    const verdict = JSON.parse(moltAbi(made, ['verify', 'out.wasm', '--format', 'json']).out);
    expect(verdict.stamp).toEqual(stamp);
    expect(verdict.findings).toEqual([]);
    expect(moltAbi(made, ['stamp', 'out.wasm', '-o', 'again.wasm']).code).toBe(0);
    expect(readFileSync(join(made, 'again.wasm'))).toEqual(readFileSync(join(made, 'out.wasm')));
  });

  it('tells the limits of what the host makes', () => {
    const made = folder();
    const wat = '(module (import "env" "memory" (memory 70 900)) (import "env" "__indirect_function_table" (table 12 funcref)))';
    writeFileSync(join(made, 'limits.wasm'), assemble(wat));
    expect(moltAbi(made, ['stamp', 'limits.wasm', '-o', 'out.wasm', '--target', 'wasi']).err).toMatch(/^out\.wasm: stamped/);
    expect(sectionIn(join(made, 'out.wasm'))).toMatchObject({
      target: 'wasi',
      memory: { initial: 70, maximum: 900 },
      table: { initial: 12 },
    });
  });

  it.each([
    ['a module that does not fit', ['other.wasm', '-o', 'out.wasm'], 1, /FAIL: other\.wasm/],
    ['the module itself as the output', ['app.wasm', '-o', 'app.wasm'], 2, /names the module itself/],
    ['a folder as the output', ['app.wasm', '-o', '.'], 5, /it is a folder/],
    ['no output', ['app.wasm'], 2, /--output/],
  ] as const)('refuses %s, and writes nothing', (_, args, code, message) => {
    const made = folder();
    const before = readFileSync(join(made, 'app.wasm'));
    const ended = moltAbi(made, ['stamp', ...args]);
    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(message);
    expect(readFileSync(join(made, 'app.wasm'))).toEqual(before);
    expect(() => readFileSync(join(made, 'out.wasm'))).toThrow();
  });
});
