import { afterEach, describe, expect, test } from 'vitest';
import { files, func } from './abi.js';
import { abiFolder, accepts, refuses } from './contract.js';

/** Group A of the hostile cases, as far as it is about the text of a file and its keys. */
const good = files();
const bytes = (folder: Record<string, string>, name: string, content: Uint8Array | string) =>
  abiFolder({ ...folder, [name]: content as string });

const before = Object.getOwnPropertyNames(Object.prototype).join();
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before));

describe('case 1: a file without its content', () => {
  const log = good['log.json'] as string;
  test.each([
    ['empty', '', 'parse/empty'],
    ['blank', ' \n', 'parse/empty'],
    ['all NUL', '\0'.repeat(log.length), 'parse/empty'],
    ['NUL at its end', `${log}${'\0'.repeat(100)}`, 'parse/syntax'],
    ['truncated', log.slice(0, log.length / 2), 'parse/syntax'],
    ['truncated within a string', log.slice(0, 8), 'parse/syntax'],
  ])('%s', (_, text, code) => {
    refuses(abiFolder({ ...good, 'log.json': text }), { exit: 3, code, place: /^log\.json#/ });
  });
});

describe('case 2: encodings', () => {
  test('a byte order mark and CR LF give the same output', () => {
    const pretty = Object.fromEntries(Object.entries(good).map(([name, text]) => [name, JSON.stringify(JSON.parse(text), null, 2)]));
    const windows = Object.fromEntries(Object.entries(pretty).map(([name, text]) => [name, `\ufeff${text.replaceAll('\n', '\r\n')}`]));
    expect(accepts(abiFolder(windows)).made).toEqual(accepts(abiFolder(pretty)).made);
  });

  const text = good['log.json'] as string;
  const swapped = (even: Buffer) => Buffer.from(even).swap16();
  test.each<[string, Uint8Array]>([
    ['UTF-16, little-endian', Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big-endian', swapped(Buffer.from(text, 'utf16le'))],
    ['a lone continuation byte', Buffer.concat([Buffer.from('{"interface":"'), Buffer.of(0x80), Buffer.from('"}')])],
    ['an overlong form', Buffer.concat([Buffer.from('{"interface":"'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')])],
    ['a surrogate in UTF-8', Buffer.concat([Buffer.from('{"interface":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')])],
  ])('%s', (_, content) => {
    refuses(bytes(good, 'log.json', content), { exit: 3, code: 'parse/encoding', place: 'log.json#' });
  });
});

describe('case 3: duplicate keys', () => {
  test.each([
    ['twice', '{"interface":"log","interface":"log"}'],
    ['once with escapes', '{"interface":"log","interfac\\u0065":"log"}'],
    ['__proto__', '{"interface":"log","__proto__":1,"__proto__":2}'],
  ])('%s', (_, text) => {
    const [first] = refuses(abiFolder({ ...good, 'log.json': text }), {
      exit: 3,
      code: 'parse/duplicate-key',
      place: /^log\.json#/,
    });
    expect(first?.related).toHaveLength(1);
  });
});

describe('case 4: names that JavaScript treats specially', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])('%s is no key', (key) => {
    const text = `{"interface":"log","module":"env","${key}":{"polluted":true}}`;
    refuses(abiFolder({ ...good, 'log.json': text }), { exit: 3, code: 'shape/unknown-key', place: `log.json#/${key}`, says: key });
    expect('polluted' in {}).toBe(false);
  });

  test('__proto__ is no name', () => {
    const text = `{"interface":"log","module":"env","functions":{"__proto__":${JSON.stringify(func('f'))}}}`;
    refuses(abiFolder({ ...good, 'log.json': text }), { exit: 3, code: 'shape/bad-name', place: 'log.json#/functions/__proto__' });
  });

  test('constructor and prototype are names, and __proto__ is an import, a module and a property of a payload', () => {
    const schema =
      '{"type":"object","additionalProperties":false,"properties":{"__proto__":{"type":"integer"},"constructor":{"type":"string"}}}';
    const functions = { constructor: func('__proto__', { module: '__proto__' }), prototype: func('constructor') };
    const log = JSON.stringify({
      interface: 'log',
      module: 'env',
      functions,
      types: { toString: { kind: 'payload', codec: 'json', schema: 0 } },
    });
    const { made } = accepts(abiFolder({ ...good, 'log.json': log.replace('"schema":0', `"schema":${schema}`) }), []);
    const { imports } = JSON.parse(made['manifest/abi-manifest.json'] as string) as { imports: { module: string; name: string }[] };
    expect(imports.map((i) => [i.module, i.name])).toEqual([
      ['__proto__', '__proto__'],
      ['env', 'constructor'],
    ]);
  });
});

describe('case 9: numbers', () => {
  const record = (size: string) =>
    (files({ types: { r: { kind: 'record', fields: [{ name: 'a', type: 'u32', offset: 0 }], size: 4 } } })['log.json'] as string).replace(
      '"size":4',
      `"size":${size}`,
    );
  test.each(['9007199254740993', '1e400', '-1e400', '-0', '1e-400'])('%s loses digits or sign', (number) => {
    refuses(abiFolder({ ...good, 'log.json': record(number) }), { exit: 3, code: 'parse/number', place: 'log.json#/types/r/size' });
  });
  test.each([
    ['0.5', 'shape/wrong-type'],
    ['"0.5"', 'shape/bad-value'],
    ['"1e3"', 'shape/bad-value'],
    ['"-0"', 'lower/layout'],
    ['-4', 'lower/layout'],
    ['"18446744073709551616"', 'lower/layout'],
  ])('%s is no size', (number, code) => {
    refuses(abiFolder({ ...good, 'log.json': record(number) }), {
      exit: 3,
      code,
      place: /^log\.json#/,
    });
  });
  test('an integer beyond 2^53 is exact as a string', () => {
    const big = { kind: 'enum', repr: 'u64', cases: { odd: '9007199254740993', most: '18446744073709551615' } };
    const take = func('take', { params: [{ name: 'value', type: 'big' }] });
    const { made } = accepts(abiFolder(files({ types: { big }, functions: { take } })), ['--emit', 'c']);
    expect(made['c/demo.h']).toContain('9007199254740993');
    expect(made['c/demo.h']).toContain('18446744073709551615');
  });
});

test('case 11: a misspelt key is told, and what was meant; nothing defaults to open', () => {
  const folder = abiFolder({ ...good, 'abi.json': (good['abi.json'] as string).replace('capabilities', 'capabilites') });
  const found = refuses(folder, { exit: 3, code: 'shape/unknown-key', place: 'abi.json#/capabilites' });
  expect(found.map((d) => d.help).join()).toContain('capabilities');
});
