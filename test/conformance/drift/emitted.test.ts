import { expect, test } from 'vitest';
import { createContext, emit, emitters } from '../../../generator/index.js';
import { type Files, readers } from '../emitted.js';
import { compileMolt, coreImports, referenceExports } from '../molt.js';

const { abi, lowered } = compileMolt('1.5.0');
const { value = [] } = await emit(lowered, emitters, createContext({ targets: abi.targets.map((t) => t.name), strictHost: false }));

const filesOf = (emitter: string): Files =>
  new Map(value.filter(({ path }) => path.startsWith(`${emitter}/`)).map(({ path, text }) => [path, text]));

const functions = coreImports(abi, lowered).filter(({ kind }) => kind === 'func');
const typed = functions.map(({ module, name, params, results }) => `${module}.${name} (${params.join(', ')}) -> (${results.join(', ')})`);
const items = coreImports(abi, lowered).flatMap(({ module, name, kind }) => (kind === 'func' ? [] : [`${module}.${name} ${kind}`]));

/** What each emitter has to declare: all of it, and nothing else. */
const expected: Readonly<Record<string, readonly string[]>> = {
  allowlist: functions.map(({ name }) => name),
  manifest: [...typed, ...items],
  wat: [...typed, ...items],
  c: typed,
  rust: typed,
  assemblyscript: typed,
  python: typed,
  wit: typed,
  docs: typed,
  'ts-host': [...typed, ...items],
};

/** A declaration of one import in the files of an emitter, and how its 64-bit parameter becomes one of 32 bits. */
const shutdown = 'molt_socket_shutdown_host';
const declarations: Readonly<Record<string, readonly [declaration: RegExp, wide?: string, narrow?: string]>> = {
  allowlist: [/^molt_socket_shutdown_host\n/m],
  manifest: [/ {4}\{\n {6}"module": "env",\n {6}"name": "molt_socket_shutdown_host",[\s\S]*?\n {4}\},\n/, '"i64"', '"i32"'],
  wat: [/^\(import "env" "molt_socket_shutdown_host".*\n/m, 'i64', 'i32'],
  c: [/^MOLT_IMPORT\("env", "molt_socket_shutdown_host"\).*\n/m, 'molt_socket_t', 'uint32_t'],
  rust: [/ *#\[link_name = "molt_socket_shutdown_host"\]\n.*\n/, ': Socket', ': u32'],
  assemblyscript: [/ *@external\("env", "molt_socket_shutdown_host"\)\n.*\n/, ': Socket', ': i32'],
  python: [/ *link=Link\(module="env", field="molt_socket_shutdown_host"\),\n.*\n.*\n/, '"i64"', '"i32"'],
  wit: [/Import "env" "molt_socket_shutdown_host" of .*\n/, 'i64', 'i32'],
  docs: [/^\| \[shutdown\]\(#function-shutdown\) .*\n/m, 'i64', 'i32'],
  'ts-host': [/ *\['env', 'molt_socket_shutdown_host', types\[\d+\]\],\n/, /types\[\d+\]/.source, 'types[0]'],
};

const sorted = (found: readonly string[]): readonly string[] => [...found].sort();

const edited = (files: Files, edit: (text: string) => string): Files => new Map([...files].map(([path, text]) => [path, edit(text)]));

test('D27 every emitter of the ABI is compared, and the readers are for no other', () => {
  expect(sorted(Object.keys(readers))).toEqual(sorted(emitters.map(({ name }) => name)));
  expect(sorted(Object.keys(expected))).toEqual(sorted(emitters.map(({ name }) => name)));
  expect(typed.length).toBeGreaterThan(90);
  expect(items).toEqual(['env.__indirect_function_table table', 'env.memory memory']);
});

test.each(Object.entries(readers))(
  'D27 what %s declares is what the schema declares: every import, its type, and no other',
  (name, read) => {
    expect(sorted(read(filesOf(name)))).toEqual(sorted(expected[name] ?? []));
  },
);

test.each(Object.entries(readers))('D27 one import less, more, or of another type in %s is noticed', (name, read) => {
  const files = filesOf(name);
  const [declaration, wide, narrow = ''] = declarations[name] ?? [/$^/];
  const differs = (edit: (found: string) => string): readonly string[] => {
    const changed = read(edited(files, (text) => text.replace(declaration, edit)));
    const [before, after] = [new Set(expected[name]), new Set(changed)];
    return [
      ...[...before].filter((one) => !after.has(one)).map((one) => `- ${one}`),
      ...[...after].filter((one) => !before.has(one)).map((one) => `+ ${one}`),
    ];
  };
  const row = name === 'allowlist' ? shutdown : `env.${shutdown} (i64, i32) -> (i32)`;
  expect(differs(() => '')).toEqual([`- ${row}`]);
  expect(differs((found) => found + found.replaceAll(shutdown, 'molt_socket_rest_host'))).toEqual([`+ ${row.replace('shutdown', 'rest')}`]);
  if (wide !== undefined)
    expect(differs((found) => found.replace(new RegExp(wide), narrow))).toEqual([
      `- ${row}`,
      expect.stringMatching(/^\+ env\.molt_socket_shutdown_host( (?!\(i64, i32\) ->)|$)/),
    ]);
});

test('D27 the exports that the manifest lists are those that hosts call, with their types', () => {
  const [text = '{}'] = filesOf('manifest').values();
  const { exports } = JSON.parse(text) as {
    exports: readonly { name: string; kind: string; type: { params: string[]; results: string[] } | null }[];
  };
  const row = (name: string, kind: string, params: readonly string[], results: readonly string[]) =>
    kind === 'func' ? `${name} (${params.join(', ')}) -> (${results.join(', ')})` : `${name} ${kind}`;
  expect(sorted(exports.map(({ name, kind, type }) => row(name, kind, type?.params ?? [], type?.results ?? [])))).toEqual(
    sorted(referenceExports.map(({ name, kind, params, results }) => row(name, kind, params, results))),
  );
});
