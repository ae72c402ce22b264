import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceHidden } from '../../generator/emit/text/visible.js';
import { root } from '../unit/emitters/corpus.js';
import { files, func } from './abi.js';
import { abiFolder, accepts, refuses } from './contract.js';

/** Group A of the hostile cases, as far as it is about what a schema means. */
const all = ['--emit', 'all'];

describe('case 8: cycles and expansion', () => {
  test.each([
    ['a type that is itself', { a: { kind: 'alias', type: 'a' } }],
    ['two types that are each other', { a: { kind: 'alias', type: 'b' }, b: { kind: 'alias', type: 'a' } }],
    ['a record within itself', { a: { kind: 'record', fields: [{ name: 'a', type: 'b' }] }, b: { kind: 'list', of: 'a' } }],
  ])('%s', (_, types) => {
    refuses(abiFolder(files({ types })), {
      exit: 3,
      code: 'resolve/cyclic-type',
      place: /^log\.json#\/types\//,
    });
  });
  test('a record that doubles 60 times', () => {
    const twice = (i: number) => ({ kind: 'record', fields: ['a', 'b'].map((name) => ({ name, type: i === 0 ? 'u64' : `t${i - 1}` })) });
    const types = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`t${i}`, twice(i)]));
    refuses(abiFolder(files({ types })), {
      exit: 6,
      code: 'lower/size',
      place: /^log\.json#\/types\//,
    });
  });
  test('a chain of 10,000 aliases', () => {
    const types = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`t${i}`, { kind: 'alias', type: i === 0 ? 'u32' : `t${i - 1}` }]),
    );
    refuses(abiFolder(files({ types })), {
      exit: 6,
      code: 'resolve/limit',
      place: /^log\.json#\/types\//,
    });
  });
  test('capabilities that imply each other', () => {
    const capability = (implies: string) => ({ doc: 'It.', nondeterministic: false, implies: [implies] });
    const folder = abiFolder(files({}, { capabilities: { 'a.b': capability('a.c'), 'a.c': capability('a.b') } }));
    refuses(folder, { exit: 3, code: 'resolve/cyclic-capability', place: /^abi\.json#/ });
  });
});

test.each(['(a+)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '['])(
  'case 10: the regular expression %j of a schema is refused, not run',
  (pattern) => {
    const types = { data: { kind: 'payload', codec: 'json', schema: { type: 'string', pattern } } };
    refuses(abiFolder(files({ types })), { exit: 3, code: 'resolve/payload-profile', place: 'log.json#/types/data/schema/pattern' });
  },
);

describe('case 13: names that become one', () => {
  test.each([
    ['read-file', 'readFile'],
    ['read_file', 'read-file'],
    ['ReadFile', 'readFile'],
    ['HTTPGet', 'http-get'],
  ])('%s and %s', (first, second) => {
    const folder = abiFolder(files({ functions: { [first]: func('a'), [second]: func('b') } }));
    const found = refuses(folder, { exit: 3, code: 'emit/collision', place: /^log\.json#\/functions\// }, all);
    for (const name of [`log.${first}`, `log.${second}`]) expect(found[0]?.message).toContain(name);
    expect(found[0]?.related).toHaveLength(1);
  });
});

describe('case 14: what a reader does not see', () => {
  test.each([
    ['bidirectional', 'ad\u202emin'],
    ['zero-width', 'log\u200bin'],
    ['Cyrillic', 'l\u043eg'],
    ['composed', 'caf\u00e9'],
    ['decomposed', 'cafe\u0301'],
    ['fullwidth', '\uff4c\uff4f\uff47'],
  ])('%s in a name', (_, name) => {
    refuses(abiFolder(files({ functions: { [name]: func('f') } })), {
      exit: 3,
      code: 'shape/bad-name',
      place: `log.json#/functions/${name}`,
    });
  });
  test('in documentation it is warned of, and every output shows it', () => {
    const doc = 'Grants \u202e\u2066nothing\u2069 at\u200b all.\ufeff';
    const { run, made } = accepts(abiFolder(files({ doc, functions: { write: func('f', { doc }) } })), all);
    expect(run.err).toContain('warning[shape/hidden-text]');
    expect(Object.keys(made).length).toBeGreaterThan(5);
    for (const [path, text] of Object.entries(made)) expect([path, replaceHidden(text, () => '?')]).toEqual([path, text]);
  });
});

describe('case 15: layouts', () => {
  const field = (name: string, offset: number | string) => ({ name, type: 'u32', offset });
  test.each([
    ['fields that overlap', { kind: 'record', fields: [field('a', 0), field('b', 2)] }, 'lower/layout'],
    ['an offset beyond u32', { kind: 'record', fields: [field('a', 0), field('b', '4294967296')] }, 'lower/layout'],
    ['a size beyond u32', { kind: 'record', fields: [field('a', 0)], size: '4294967300' }, 'lower/layout'],
    ['no field', { kind: 'record', fields: [] }, 'shape/bad-value'],
    [
      'a variant whose payload overlaps its tag',
      { kind: 'variant', tag: 'u32', payloadOffset: 2, cases: { a: { value: 0, type: 'u32' } } },
      'lower/layout',
    ],
  ])('%s', (_, r, code) => {
    refuses(abiFolder(files({ types: { r } })), {
      exit: 3,
      code,
      place: /^log\.json#\/types\/r/,
    });
  });
  test.each([
    ['of no length', { name: 'all', type: 'list', of: 'bytes', length: 'rest', itemLength: 0 }],
    ['of an encoding that is empty', { name: 'all', type: 'list', of: 'nothing', length: 'u32' }],
  ])('packed items %s', (_, field) => {
    const nothing = { kind: 'packed', fields: [{ name: 'n', type: 'bytes', length: 0 }] };
    const types = { nothing, items: { kind: 'packed', fields: [field] } };
    refuses(abiFolder(files({ types })), { exit: 3, code: 'resolve/parameter', place: 'log.json#/types/items/fields/0', says: 'no byte' });
  });
});

test('case 16: a released version that was changed', () => {
  const folder = abiFolder({}, (abi) => cpSync(`${root}test/diagnostics/history/digest-mismatch/input`, abi, { recursive: true }));
  refuses(folder, { exit: 3, code: 'history/digest-mismatch', place: /#\/releases\/0/ });
});

test('case 16: one byte of a released version of Molt', () => {
  const folder = abiFolder({}, (abi) => cpSync(`${root}schemas/molt`, abi, { recursive: true }));
  const path = join(folder, 'abi/1.4.0/socket.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(/"doc": "(.)/, (all, letter: string) => all.replace(letter, letter === 'x' ? 'y' : 'x')),
  );
  refuses(folder, { exit: 3, code: 'history/digest-mismatch', place: /^releases\.json#/ });
});

describe('case 17: an address without its length', () => {
  const list = { kind: 'list', of: 'u32' };
  const list2 = { name: 'items', type: 'numbers' };
  test.each<[string, object]>([
    ['a count that names no parameter', { ...list2, count: 'n' }],
    ['an output that nobody measures', { name: 'data', type: 'bytes', pass: 'out' }],
    ['a length where nothing is written', { name: 'data', type: 'bytes', written: 'length' }],
    ['a core type for what is two values', { name: 'data', type: 'bytes', core: 'i32' }],
  ])('%s', (_, param) => {
    const folder = abiFolder(
      files({ types: { numbers: list }, functions: { write: func('w', { params: [param], result: { errors: 'errno' } }) } }),
    );
    refuses(folder, {
      exit: 3,
      code: 'resolve/parameter',
      place: /^log\.json#\/functions\/write\/params\/0/,
    });
  });
});

describe('case 23: code for a name', () => {
  const code = 'x; evil(); //';
  test.each<[string, Record<string, string>, string]>([
    ['a type', files({ types: { [code]: { kind: 'opaque', repr: 'u8' } } }), 'log.json#/types/x; evil(); ~1~1'],
    ['a function', files({ functions: { [code]: func('f') } }), 'log.json#/functions/x; evil(); ~1~1'],
    [
      'a parameter',
      files({ functions: { f: func('f', { params: [{ name: code, type: 'u32' }] }) } }),
      'log.json#/functions/f/params/0/name',
    ],
    ['an interface', files({ interface: code }), 'log.json#/interface'],
    ['the ABI', files({}, { abi: code }), 'abi.json#/abi'],
    ['a target', files({}, { targets: { [code]: { threads: 'disabled', blocking: 'allowed' } } }), 'abi.json#/targets/x; evil(); ~1~1'],
    [
      'a capability',
      files({}, { capabilities: { [code]: { doc: '', nondeterministic: false } } }),
      'abi.json#/capabilities/x; evil(); ~1~1',
    ],
    ['a case', files({ types: { e: { kind: 'enum', repr: 'u8', cases: { [code]: 1 } } } }), 'log.json#/types/e/cases/x; evil(); ~1~1'],
    ['a field', files({ types: { r: { kind: 'record', fields: [{ name: code, type: 'u8' }] } } }), 'log.json#/types/r/fields/0/name'],
  ])('%s', (_, folder, place) => {
    refuses(abiFolder(folder), { exit: 3, code: 'shape/bad-name', place });
  });
  test.each<[string, Record<string, string>, string]>([
    ['the package', files({}, { package: 'x"; evil(); //' }), 'abi.json#/package'],
    ['the version', files({}, { version: '1.0.0"; evil()' }), 'abi.json#/version'],
    [
      'a type reference',
      files({ functions: { f: func('f', { params: [{ name: 'a', type: 'u32; evil()' }] }) } }),
      'log.json#/functions/f/params/0/type',
    ],
  ])('%s', (_, folder, place) => {
    refuses(abiFolder(folder), { exit: 3, code: 'shape/bad-value', place });
  });
  test('a module is data: it may be called anything, and stands as a string', () => {
    const module = "'); evil(); ('";
    const { made } = accepts(abiFolder(files({ module })));
    expect(JSON.parse(made['manifest/abi-manifest.json'] as string)).toMatchObject({ imports: [{ module }] });
  });
});
