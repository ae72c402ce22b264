import { describe, expect, test } from 'vitest';
import { pyCall, pyMapping, pySource, pyString, pyTuple } from '../../../generator/emit/text/python.js';
import { python } from '../../../generator/emitters/python/index.js';
import { moduleClasses, pythonNames } from '../../../generator/emitters/python/names.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { compileCase, contextFor, emitted, templateText } from './corpus.js';

const textOf = async (name: string): Promise<string> => (await emitted(python, compileCase(name)))[0]?.text ?? '';

/** An ABI of one interface with these types. */
function withTypes(types: object) {
  const abi = {
    abi: 'demo',
    version: '1.0.0',
    targets: { wasi: { threads: 'disabled', blocking: 'allowed' } },
    capabilities: {},
    interfaces: ['a.json'],
  };
  const host = memoryHost({ 'abi.json': JSON.stringify(abi), 'a.json': JSON.stringify({ interface: 'a', module: 'env', types }) });
  const { value, diagnostics } = compile(host, '.');
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return value.lowered;
}
const enumeration = { kind: 'enum', repr: 'u8', cases: { a: 1 } };

describe('names', () => {
  test('every name that the module has for itself is kept from types', () => {
    const text = ['classes', 'types', 'module'].map((name) => templateText(`python/${name}.py.hbs`)).join('');
    const own = new Set([
      ...[...text.matchAll(/^class (\w+)/gm)].map(([, name]) => name),
      ...[...text.matchAll(/^([A-Z][a-zA-Z]*[a-z]\w*)(:| =)/gm)].map(([, name]) => name),
      ...[...text.matchAll(/^from \w+ import (.*)$/gm)].flatMap(([, names]) => (names ?? '').split(', ')),
    ]);
    expect([...own].sort()).toEqual([...moduleClasses].sort());
  });

  test('a type of such a name, of a keyword or of a builtin gets a trailing underscore', () => {
    const { names } = pythonNames(withTypes({ none: enumeration, param: enumeration, 'type-error': enumeration, color: enumeration }).abi);
    expect([...names.classes.values()]).toEqual(['Color', 'None_', 'Param_', 'TypeError_']);
  });

  test('two types or cases of one name are reported', async () => {
    const lowered = withTypes({ 'a-b': { ...enumeration, cases: { 'x-y': 1, x_y: 2 } }, a_b: enumeration });
    const { value, diagnostics } = await python.emit(lowered, contextFor(lowered));
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.message)).toEqual([
      'a.a-b and a.a_b are both AB in Python',
      'a.a-b.x-y and a.a-b.x_y are both X_Y in Python',
    ]);
  });
});

test('items that are not declared to guests are there, with their status', async () => {
  const text = await textOf('deprecated');
  expect(text).toContain('status="tombstone"');
  expect(text).toMatch(/status="deprecated",\n\s+deprecated=Deprecation\(/);
});

test('masks are unsigned, and values exact', async () => {
  const text = await textOf('everything');
  expect(text).toContain('    SIGN = 2147483648\n');
  expect(text).toContain('    MAX = 18446744073709551615\n');
});

describe('source', () => {
  test('stands on one line if it fits, and else on one line for each item', () => {
    expect(pySource(pyTuple(['1']))).toBe('(1,)');
    expect(pySource(pyTuple([]))).toBe('()');
    expect(pySource(pyMapping([['"a"', pyTuple(['1', '2'])]]))).toBe('MappingProxyType({"a": (1, 2)})');
    const long = pyString('x'.repeat(100));
    expect(pySource(pyCall('F', { a: long, b: pyTuple(['1']) }))).toBe(`F(a=${long}, b=(1,))`);
    expect(pySource(pyCall('F', { a: long, b: pyTuple([long]) }))).toBe(`F(\n    a=${long},\n    b=(${long},),\n)`);
  });

  test('strings show what is hidden', () => {
    expect(pyString('"""\\ \n\t\u0000\u202e\ud800\u{e0041}é')).toBe('"\\"\\"\\"\\\\ \\n\\t\\u0000\\u202e\\ud800\\U000e0041é"');
  });
});
