import { describe, expect, test } from 'vitest';
import type { RustEdition } from '../../../generator/emit/emitter.js';
import { rust } from '../../../generator/emitters/rust/index.js';
import { rustNames } from '../../../generator/emitters/rust/names.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compileCase, contextFor } from './corpus.js';
import { abiOf, call } from './guest-abi.js';

const emit = async (lowered: LoweredAbi, rustEdition?: RustEdition) => rust.emit(lowered, { ...contextFor(lowered), rustEdition });

async function textOf(lowered: LoweredAbi, rustEdition?: RustEdition): Promise<string> {
  const { value, diagnostics } = await emit(lowered, rustEdition);
  if (!value?.[0]) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return value[0].text;
}

describe('editions', () => {
  test('extern blocks are unsafe from 2024 on, and the file says for which edition it is', async () => {
    const lowered = compileCase('several-interfaces');
    const [silent, old, latest] = [await textOf(lowered), await textOf(lowered, '2021'), await textOf(lowered, '2024')];
    expect(silent).toBe(old);
    expect(old).toMatch(/^ {4}extern "C" \{$/m);
    expect(old).not.toContain('unsafe extern "C" {');
    expect(latest).toMatch(/^ {4}unsafe extern "C" \{$/m);
    expect(latest).not.toMatch(/^ {4}extern "C" \{$/m);
    expect(latest.replaceAll('unsafe extern "C" {', 'extern "C" {').replace('edition 2024', 'edition 2021')).toBe(old);
  });
});

describe('names', () => {
  test('words of the language get an underscore; interfaces also give way to types and crates', () => {
    const { names, table } = rustNames(abiOf({ self: {}, u32: {}, core: { functions: { gen: call('a'), u32: call('b') } }, plain: {} }));
    expect([...names.modules.values()]).toEqual(['self_', 'u32_', 'core_', 'plain']);
    expect([...names.functions.values()]).toEqual(['gen_', 'u32']);
    expect(table.diagnostics).toEqual([]);
  });

  test('types of one name in two interfaces are told apart by their modules', async () => {
    const types = { kind: { kind: 'enum', repr: 'u8', cases: { ONE: 1 } } };
    const use = {
      functions: {
        use: call('use', {
          params: [
            { name: 'own', type: 'kind' },
            { name: 'other', type: 'b.kind' },
          ],
        }),
      },
    };
    expect(await textOf(abiOf({ a: { types, ...use }, b: { types } }))).toContain('pub fn use_(own: Kind, other: super::b::Kind);');
  });

  test('two functions of one name are reported with both', async () => {
    const { value, diagnostics } = await emit(abiOf({ file: { functions: { 'read-all': call('a'), readAll: call('b') } } }));
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => [d.code, d.message])).toEqual([
      ['emit/collision', 'file.read-all and file.readAll are both read_all in Rust'],
    ]);
  });

  test('the union of payloads gives way to a type of its name', async () => {
    const types = {
      event: { kind: 'variant', tag: 'u8', cases: { on: { value: 1, type: 'u32' } } },
      'event-payload': { kind: 'record', fields: [{ name: 'x', type: 'u8' }] },
    };
    const text = await textOf(abiOf({ file: { types } }));
    expect(text).toContain('pub union EventPayload_ {');
    expect(text).toContain('pub struct EventPayload {');
  });
});

test('numbers at the ends of 64 bits, and bits', async () => {
  const text = await textOf(compileCase('enums'));
  for (const line of [
    'MAX: Self = Self(18446744073709551615)',
    'MIN: Self = Self(-9223372036854775808)',
    'TOP: Self = Self(0x8000000000000000)',
  ])
    expect(text).toContain(`pub const ${line};`);
});

test('a function that is not declared to guests is missing; a deprecated one is marked', async () => {
  const text = await textOf(compileCase('deprecated'));
  expect(text).not.toMatch(/demo_(served|tombstone|reserved)/);
  expect(text).toMatch(/#\[deprecated\(since = "1\.1\.0", note = "[^\n]*Use old\.new\.[^\n]*"\)\]\n +#\[link_name = "demo_old"\]/);
});

test('a guest may be included into a module: nothing in the file is an inner attribute or comment', async () => {
  expect(await textOf(compileCase('everything'))).not.toMatch(/#!\[|\/\/!/);
});

test('functions of one interface are grouped by the wasm module that they come from', async () => {
  const text = await textOf(compileCase('everything'));
  const [, link = ''] = text.split('pub mod link {');
  expect([...link.matchAll(/wasm_import_module = ("\w+")/g)].map((m) => m[1])).toEqual(['"env"', '"runtime"']);
});

test('documentation is text: no code block, no link', async () => {
  const doc = '```\nstd::process::exit(1)\n```\n\n    indented();\n\n[x](y) *a* \u202e';
  const text = await textOf(abiOf({ file: { functions: { read: call('read', { doc }) } } }));
  expect(text).toContain('/// \\`\\`\\`\n        /// std::process::exit(1)\n        /// \\`\\`\\`\n        ///\n        /// indented();');
  expect(text).toContain('/// \\[x\\](y) \\*a\\* \\\\u202e');
});
