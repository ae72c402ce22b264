import { describe, expect, test } from 'vitest';
import { witDocs } from '../../../generator/emit/text/wit.js';
import { wit } from '../../../generator/emitters/wit/index.js';
import { kebabCase } from '../../../generator/emitters/wit/names.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { compileCase, compileFolder, contextFor, emitted } from './corpus.js';

const textOf = async (lowered: LoweredAbi): Promise<string> => (await emitted(wit, lowered))[0]?.text ?? '';

/** An ABI of these interfaces. */
function withInterfaces(interfaces: Readonly<Record<string, object>>): LoweredAbi {
  const abi = {
    abi: 'demo',
    version: '1.0.0',
    targets: { wasi: { threads: 'disabled', blocking: 'allowed' } },
    capabilities: {},
    interfaces: Object.keys(interfaces).map((name) => `${name}.json`),
  };
  const files = Object.entries(interfaces).map(([name, i]) => [`${name}.json`, JSON.stringify({ interface: name, module: 'env', ...i })]);
  const { value, diagnostics } = compile(memoryHost({ 'abi.json': JSON.stringify(abi), ...Object.fromEntries(files) }), '.');
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return value.lowered;
}

test.each([
  ['recv-flags', 'recv-flags'],
  ['recvFlags', 'recv-flags'],
  ['EAGAIN', 'eagain'],
  ['HTTPName', 'http-name'],
  ['a_1b-2', 'a1b2'],
  ['v-u8', 'v-u8'],
])('%s is %s', (name, kebab) => {
  expect(kebabCase(name)).toBe(kebab);
});

describe('names in one interface', () => {
  const number = { type: 'u32' };
  const free = { doc: 'Free.', capability: 'none', capabilityReason: 'None.' };

  test('keywords are written with a percent sign', async () => {
    const text = await textOf(
      withInterfaces({ list: { functions: { func: { import: 'f', ...free, params: [{ name: 'type', ...number }], result: number } } } }),
    );
    expect(text).toContain('interface %list {');
    expect(text).toContain('  %func: func(%type: u32) -> u32;');
    expect(text).toContain('  import %list;');
  });

  test('a function steps back for a type of its name, and a type that is used for both', async () => {
    const types = { x: { kind: 'alias', type: 'u32' }, y: { kind: 'alias', type: 'u8' } };
    const functions = {
      x: { import: 'x', ...free, params: [{ name: 'a', type: 'x' }] },
      y: { import: 'y', ...free, params: [{ name: 'a', type: 'a.y' }], result: { type: 'a.x' } },
    };
    const text = await textOf(withInterfaces({ a: { types }, b: { types: { x: types.x }, functions } }));
    expect(text).toContain('  use a.{y as a-y, x as a-x};');
    expect(text).toContain('  x-call: func(a: x);');
    expect(text).toContain('  y: func(a: a-y) -> a-x;');
  });

  test('types stand in one interface where their own would use each other', async () => {
    const record = (type: string) => ({ kind: 'record', fields: [{ name: 'f', type }] });
    const text = await textOf(
      withInterfaces({
        a: { types: { one: record('b.two'), three: record('u8') } },
        b: { types: { two: record('a.three') }, functions: { f: { import: 'f', ...free, params: [{ name: 'p', type: 'a.one' }] } } },
      }),
    );
    expect(text).toMatch(/interface all-types \{[^}]*record one \{[^}]*f: two,/);
    expect(text).toMatch(/interface b \{\n {2}use all-types\.\{one\};/);
  });
});

test('what WIT has words for is said in them', async () => {
  const text = await textOf(compileCase('everything'));
  expect(text).toContain('  resource lamp;');
  expect(text).toContain('  %use: func(channel: borrow<channel>) -> result<u32, errno>;');
  expect(text).toContain('  close: func(channel: channel) -> result<_, errno>;');
  expect(text).toContain('  join: func(first: borrow<channel>, second: option<borrow<channel>>) -> result<_, errno>;');
  expect(text).toContain('  pair: func() -> result<tuple<channel, lamp>, errno>;');
  expect(text).toContain('  two: func(which: u32) -> result<u32, two-error>;');
  expect(text).toContain('  read: func() -> result<list<u8>, errno>;');
  expect(text).toContain('  both: func(cwd: option<string>, env: option<list<u8>>) -> u32;');
});

test('deprecated items have gates, and what is not for new guests is not there', async () => {
  const molt = await textOf(compileFolder('schemas/molt/1.5.0'));
  expect(molt).toMatch(/@since\(version = 1\.1\.0\)\n {2}@deprecated\(version = 1\.5\.0\)\n {2}wait: func/);
  expect(await textOf(compileCase('deprecated'))).not.toMatch(/demo_(served|tombstone|reserved)/);
});

test('each target that is asked for has a world, with the interfaces that are there', async () => {
  const molt = compileFolder('schemas/molt/1.5.0');
  const worlds = (text: string | undefined) =>
    [...(text ?? '').matchAll(/^world (\S+) \{\n([^}]*)\}/gm)].map(([, name, body]) => [name, body]);
  const edge = await wit.emit(molt, { ...contextFor(molt), targets: ['edge'] });
  expect(worlds(edge.value?.[0]?.text)).toEqual([
    ['edge-guest', '  import runtime;\n  import db;\n  import wasi;\n  export guest-exports;\n'],
  ]);
  expect(worlds(await textOf(molt)).map(([name]) => name)).toEqual(['browser-guest', 'edge-guest', 'wasi-guest']);
});

test('comments show what WIT refuses', () => {
  expect(witDocs(['a \u0149 b', ''], '  ')).toBe('  /// a \\u0149 b\n  ///');
});
