import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { moltAbi } from '../unit/cli/binary.js';
import { fileOf, hostFile, parity, reportOf, root } from './host-file.js';

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The compiler of TypeScript is loaded to generate the package.
describe('a fault of the host as a whole is told once', { timeout: 120_000 }, () => {
  const unlinked = hostFile('hosts.nope = {};');
  const links = ['--target', 'wasi,edge', '--only', 'links'];

  test('in text: with neither the contracts of methods, nor advice for them', async () => {
    const { code, out } = await parity(unlinked, ...links);
    expect(code).toBe(1);
    const seen = '    seen     "there is no interface \\"nope\\"; known are ';
    expect(out).toContain(`different: links/plus on edge, and 33 more for the same reason\n  run\n    expected "an outcome"\n${seen}`);
    expect(out.match(/there is no interface/g)).toHaveLength(1);
    expect(out).not.toMatch(/contract|Give the host/);
    expect(out).toContain('\n  wasi: 17 vectors, 0 same, 0 intended, 17 different\n');
  });

  test('in Markdown, where each vector keeps its line', async () => {
    const { code, out } = await parity(unlinked, ...links, '--format', 'markdown');
    expect(code).toBe(1);
    expect(out.match(/^## .*/gm)).toEqual(['## links/plus on edge, and 33 more for the same reason']);
    expect(out.match(/^\| links\/.* \| \*\*different\*\* \| \*\*different\*\* \|$/gm)).toHaveLength(17);
  });

  test('in JSON every result has it, without contracts', async () => {
    const { code, out } = await parity(unlinked, ...links, '--format', 'json');
    expect(code).toBe(1);
    const results = reportOf(out).vectors.flatMap((vector) => vector.results);
    expect(results).toHaveLength(34);
    for (const { differences, contracts } of results) {
      expect(differences).toEqual([{ at: 'run', expected: 'an outcome', seen: expect.stringMatching(/^there is no interface "nope"/) }]);
      expect(contracts).toEqual([]);
    }
  });

  test.each([
    ['steps that are an object', 'answer.steps = {};', '`steps` as an array; it is an object'],
    ['nothing', 'answer = undefined;', 'an outcome, an object; it is undefined'],
    ['a bigint', 'answer.trace = [["link.plus", 1n]];', '`trace[0][1]` as what JSON has; it is a bigint'],
    ['a memory without its size', 'answer.whole = {};', '`whole.size` as a whole number; it is undefined'],
  ])('a host that answers %s has not passed', async (_, change, told) => {
    const host = fileOf(`export const run = () => { let answer = { steps: [], trace: [] }; ${change} return answer; };`);
    const { code, out } = await parity(host, '--target', 'wasi', '--only', 'links');
    expect(code).toBe(1);
    expect(out).toContain(`\n    seen     ${JSON.stringify(`\`run\` must answer ${told}`)}\n`);
    expect(out).toContain('\n  wasi: 17 vectors, 0 same, 0 intended, 17 different\n');
  });

  test('and what nobody catches in the background is told at the vector that began it', async () => {
    const host = hostFile('hosts.link.plus = (x) => { Promise.reject(new Error("late")); return (x + 1) >>> 0; };');
    const { code, out } = await parity(host, '--target', 'wasi', '--only', 'links');
    expect(code).toBe(1);
    expect(out).toContain('different on wasi: links/plus (guest links)\n');
    expect(out).toMatch(/\nnot run: 16, since the host ended its process \(exit code 1\), at links\/plus on wasi\n/);
  });

  test('and what only one vector throws is told with its contracts', async () => {
    const file = fileOf('export const run = ({ id }) => { throw new Error("not " + id); };');
    const { out } = await parity(file, '--target', 'wasi', '--only', 'links');
    expect(out.match(/^different on wasi: links\//gm)).toHaveLength(17);
    expect(out).toContain('\n    seen     "not links/plus"\n  contract of link.plus: ');
  });
});

describe('why a host method failed is told with the vector that differs', { timeout: 120_000 }, () => {
  const echo = (answers: string, ...more: string[]) =>
    parity(hostFile(`hosts.text.echo = () => ${answers};`), '--target', 'wasi', '--only', 'strings/echo', ...more);
  const thrown = '(() => { throw new Error("kap`ut\\u001b[31m"); })()';

  test.each([
    ['threw', thrown, 'text.echo failed: "kap`ut\\u001b[31m"'],
    ['answered wrongly', '42', 'text.echo failed: "text.echo: the host answered 42, which does not fit its result"'],
    ['threw what is no error', '(() => { throw 7; })()', 'text.echo failed: "7"'],
    [
      'threw what cannot be looked at',
      '(() => { throw Object.create(Error.prototype, { message: { get() { throw 1; } } }); })()',
      'text.echo failed: "something without a message"',
    ],
  ])('in text, of one that %s', async (_, answers, told) => {
    const { code, out } = await echo(answers);
    expect(code).toBe(1);
    expect(out).toContain(`\n  ${told}\n`);
  });

  test('in JSON and in Markdown', async () => {
    const [result] = reportOf((await echo(thrown, '--format', 'json')).out).vectors.flatMap((vector) => vector.results);
    expect(result?.failures).toEqual([{ function: 'text.echo', message: 'kap`ut\u001b[31m' }]);
    const { out } = await echo(thrown, '--format', 'markdown');
    expect(out).toContain('\n- text.echo failed: `"kap\\u0060ut\\u001b[31m"`\n');
  });

  test('once where it fails the same way again, and not where a vector is as it must be', async () => {
    const host = hostFile('hosts.text.echo = () => { throw new Error("kaputt"); };');
    const { out } = await parity(host, '--target', 'wasi', '--format', 'json');
    const results = reportOf(out).vectors.flatMap((vector) => vector.results);
    const found = results.filter(({ failures }) => failures.length > 0);
    expect(found.length).toBeGreaterThan(5);
    for (const { outcome, failures } of found)
      expect([outcome, failures]).toEqual(['different', [{ function: 'text.echo', message: 'kaputt' }]]);
  });

  test('and the hook of the host itself is called as ever', async () => {
    const hook = 'host.options.onHostError = ({ cause }) => { throw new Error(process.stderr.write("own: " + cause.message)); };';
    const host = hostFile(`hosts.text.echo = () => { throw new Error("kaputt"); }; ${hook}`);
    const ended = moltAbi(root, ['parity', '--host', host, '--target', 'wasi', '--only', 'strings/echo']);
    expect(ended.err).toContain('own: kaputt');
    expect(ended.out).toContain('text.echo failed: "kaputt"');
  });

  test('a host of another kind may tell it too', async () => {
    const failures = '[{ function: "text.echo", message: "no\\nroom" }]';
    const host = (told: string) => fileOf(`export const run = () => ({ steps: [], trace: [], failures: ${told} });`);
    const { out } = await parity(host(failures), '--target', 'wasi', '--only', 'strings/echo');
    expect(out).toContain('\n  text.echo failed: "no\\nroom"\n');
    const { out: wrong } = await parity(host('[{ function: "a\\nb" }]'), '--target', 'wasi', '--only', 'strings/echo');
    expect(wrong).toContain('`run` must answer `failures[0].function` as the name of an import; it is \\"a\\\\u000ab\\"');
  });
});

describe('a host that cannot be loaded is told where', { timeout: 120_000 }, () => {
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const told = async (file: string) => {
    const { code, err } = await parity(file, '--target', 'wasi');
    return [code, err.slice(0, err.indexOf('\n'))];
  };
  const cannot = (file: string, why: string) => [2, `error[usage/option]: --host ${JSON.stringify(file)} cannot be loaded: ${why}`];

  test('that throws, in a file that it imports', async () => {
    const inner = write('inner.mjs', 'function open() {\n  throw new Error("no database");\n}\nopen();\n');
    const host = write('outer.mjs', 'import "./inner.mjs";\n');
    expect(await told(host)).toEqual(cannot(host, `no database, at ${inner}:2:9`));
  });

  test('with a mistake of syntax, in it or in a file that it imports', async () => {
    const wrong = write('wrong.mjs', 'export const createHost = () => {\n  const a = ;\n};\n');
    const host = write('importing.mjs', 'import "./wrong.mjs";\n');
    for (const file of [wrong, host]) expect(await told(file)).toEqual(cannot(file, `Unexpected token ';', at ${wrong}:2`));
    const unnamed = write('unnamed.mjs', '\nimport { nothing } from "node:fs";\n');
    const [, err] = await told(unnamed);
    expect(err).toMatch(/'nothing', at .*unnamed\.mjs:2$/);
  });

  test('that exports nothing has no place', async () => {
    const host = write('empty.mjs', '');
    expect(await told(host)).toEqual(cannot(host, 'it exports neither the function `createHost` nor the function `run`'));
  });

  test('that is TypeScript which has to be compiled, or a folder', async () => {
    const host = write('host.ts', 'enum A {\n  B,\n}\nexport const createHost = () => A.B;\n');
    expect((await told(host))[1]).toMatch(/; compile TypeScript to JavaScript first$/);
    mkdirSync(join(folder, 'within'));
    expect(await told(join(folder, 'within'))).toEqual([5, expect.stringMatching(/within: it is a folder; name the file of the host$/)]);
  });
});
