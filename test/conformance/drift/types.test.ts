import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { compile, createContext, embeddedAbi, emit, emitters, nodeHost } from '../../../generator/index.js';

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compiled = compile(nodeHost, `${embeddedAbi}/1.5.0`).value;
if (!compiled) throw new Error('the candidate does not compile');
const chosen = emitters.filter((emitter) => emitter.name === 'ts-host');
const emitted = await emit(compiled.lowered, chosen, createContext({ targets: ['wasi'], strictHost: false }));
for (const { path, text } of emitted.value ?? []) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Statements of a host author, each of which the types must accept or refuse. */
const statements: readonly (readonly [id: string, right: boolean, code: string])[] = [
  ['D01', true, 'guest.molt_stream_send?.(1n, 2, 3n);'],
  ['D01', false, 'guest.molt_stream_send?.(1n, 2n, 3n);'],
  ['D02', true, 'const address: number | undefined = guest.molt_handle_resolve?.(1n);'],
  ['D02', false, 'const address: bigint | undefined = guest.molt_handle_resolve?.(1n);'],
  ['D03', true, 'const host: abi.SocketHost = { connectEx: () => abi.Errno.ECONNREFUSED };'],
  ['D03', false, 'const host: abi.SocketHost = { connectEx: () => 111 };'],
  ['D03', false, 'const host: abi.SocketHost = { connectState: () => 0 };'],
  ['D04', true, 'const host: abi.SocketHost = { wait: (_s, _e, ms) => void setTimeout(() => {}, Number(ms)) };'],
  ['D04', false, 'const host: abi.SocketHost = { wait: (_s, _e, ms) => void setTimeout(() => {}, ms) };'],
  ['D06', false, 'const host: abi.SocketHost = { sendmsg: (_s, _d, _f, _a, control) => control.byteLength };'],
  ['D13', false, 'const host: abi.ProcessHost = { write: (_p, data) => data.length };'],
  ['D13', true, 'const host: abi.ProcessHost = { writeSome: (_p, data) => data.length };'],
  ['D17', false, 'const host: abi.SocketHost = { listen: () => -98 };'],
  ['D20', false, 'const host: Pick<abi.DbHost, "query"> = { query: (request) => void new TextDecoder().decode(request) };'],
  ['D20', true, 'const host: Pick<abi.DbHost, "query"> = { query: (request) => void request.sql.length };'],
  ['D21', true, 'const host: abi.OsHost = { getpid: () => null };'],
  ['D26', false, 'guest.molt_string_as_ptr?.(1n, 2n);'],
  ['D32', false, 'const host: Pick<abi.DbHost, "query"> = { query: async () => undefined };'],
];

const source = (code: string) => `import * as abi from './ts-host/wasi.js';\ndeclare const guest: abi.GuestExports;\n${code}\n`;
for (const [i, [, , code]] of statements.entries()) writeFileSync(join(folder, `case${i}.ts`), source(code));
const program = ts.createProgram(
  statements.map((_, i) => join(folder, `case${i}.ts`)),
  {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
  },
);

test.each(statements.map((statement, i) => [...statement, i] as const))('%s, right: %s: %s', (_id, right, _code, i) => {
  const file = program.getSourceFile(join(folder, `case${i}.ts`));
  const said = ts.getPreEmitDiagnostics(program, file).map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
  expect(said.length === 0, said.join('\n')).toBe(right);
});

test('the package itself has no type errors', () => {
  expect(program.getGlobalDiagnostics()).toEqual([]);
  expect(ts.getPreEmitDiagnostics(program, program.getSourceFile(join(folder, 'ts-host/wasi.d.ts')))).toEqual([]);
});
