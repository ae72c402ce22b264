import { describe, expect, test } from 'vitest';
import { assemblyscript } from '../../../generator/emitters/assemblyscript/index.js';
import { asNames } from '../../../generator/emitters/assemblyscript/names.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compileCase, contextFor, emitted } from './corpus.js';
import { abiOf, call } from './guest-abi.js';

async function textOf(lowered: LoweredAbi): Promise<string> {
  const [file] = await emitted(assemblyscript, lowered);
  if (!file) throw new Error('no file');
  return file.text;
}

describe('names', () => {
  test('words of the language, and what the file itself uses, get an underscore', () => {
    const { names, table } = asNames(
      abiOf({ load: {}, u32: {}, memory: { functions: { delete: call('a'), changetype: call('b'), get: call('c') } } }),
    );
    expect([...names.namespaces.values()]).toEqual(['load_', 'u32_', 'memory']);
    expect([...names.functions.values()].sort()).toEqual(['changetype_', 'delete_', 'get']);
    expect(table.diagnostics).toEqual([]);
  });

  test('a function gives way to the namespace of its name, which it would hide', async () => {
    const types = { code: { kind: 'enum', repr: 'u8', cases: { ONE: 1 } } };
    const text = await textOf(
      abiOf({ codes: { types }, file: { functions: { codes: call('codes', { params: [{ name: 'codes', type: 'codes.code' }] }) } } }),
    );
    expect(text).toContain('export declare function codes_(codes: codes.Code): void;');
  });

  test('two functions of one name are reported with both', async () => {
    const lowered = abiOf({ file: { functions: { 'read-all': call('a'), readAll: call('b') } } });
    const { value, diagnostics } = await assemblyscript.emit(lowered, contextFor(lowered));
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => [d.code, d.message])).toEqual([
      ['emit/collision', 'file.read-all and file.readAll are both readAll in AssemblyScript'],
    ]);
  });

  test('the tag of a variant gives way to a case of its name', async () => {
    const types = { event: { kind: 'variant', tag: 'u8', cases: { tag: { value: 1, type: 'u32' } } } };
    const text = await textOf(abiOf({ file: { types } }));
    expect(text).toContain('    tag_: u8;\n    private _4: u32;\n\n    get tag(): u32 {');
  });
});

test('a structure inside another is a view over filler, and every offset is checked', async () => {
  const types = {
    inner: {
      kind: 'record',
      fields: [
        { name: 'a', type: 'u8' },
        { name: 'b', type: 'u16' },
      ],
    },
    outer: {
      kind: 'record',
      fields: [
        { name: 'x', type: 'u64' },
        { name: 'y', type: 'inner' },
        { name: 'z', type: 'u8' },
      ],
    },
  };
  const text = await textOf(abiOf({ file: { types } }));
  expect(text).toContain(
    '    x: u64;\n    private _8: u16;\n    private _10: u16;\n    z: u8;\n    private _13: u8;\n    private _14: u16;\n',
  );
  expect(text).toContain('return changetype<Inner>(changetype<usize>(this) + 8);');
  expect(text).toContain('if (offsetof<file.Outer>("z") != 12) ERROR("file.Outer.z is not at 12");');
  expect(text).toContain('if (offsetof<file.Outer>() != 16) ERROR("file.Outer has not 16 bytes");');
});

test('numbers at the ends of 64 bits, and bits', async () => {
  const text = await textOf(compileCase('enums'));
  for (const line of ['MAX: Big = 18446744073709551615', 'MIN: Least = -9223372036854775808', 'TOP: Wide = 0x8000000000000000'])
    expect(text).toContain(`export const ${line};`);
});

test('a function that is not declared to guests is missing; a deprecated one is marked', async () => {
  const text = await textOf(compileCase('deprecated'));
  expect(text).not.toMatch(/demo_(served|tombstone|reserved)/);
  expect(text).toMatch(/@deprecated Deprecated since 1\.1\.0[^\n]*Use old\.new\.[^\n]*\n {3}\*\/\n {2}@external\("env", "demo_old"\)/);
});

test('a name with a zero byte is not declared, and that is said', async () => {
  const lowered = abiOf({ file: { functions: { read: call('read\0er'), write: call('write') } } });
  const { value, diagnostics } = await assemblyscript.emit(lowered, contextFor(lowered));
  expect(value?.[0]?.text).not.toContain('function read(');
  expect(value?.[0]?.text).toContain('function write(');
  expect(diagnostics.map((d) => [d.code, d.severity, d.span?.pointer])).toEqual([['emit/undeclared', 'warning', '/functions/read']]);
});
