import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { camelCase, NameTable, pascalCase, screamingCase, snakeCase } from '../../../generator/emit/names.js';
import { cLibrary, cWords } from '../../../generator/emit/reserved/c.js';
import { cppWords } from '../../../generator/emit/reserved/cpp.js';
import { typescriptTypes, typescriptWords } from '../../../generator/emit/reserved/typescript.js';

test.each([
  ['recv-flags', 'recvFlags', 'RecvFlags', 'recv_flags', 'RECV_FLAGS'],
  ['recv_flags', 'recvFlags', 'RecvFlags', 'recv_flags', 'RECV_FLAGS'],
  ['recvFlags', 'recvFlags', 'RecvFlags', 'recv_flags', 'RECV_FLAGS'],
  ['RecvFlags', 'recvFlags', 'RecvFlags', 'recv_flags', 'RECV_FLAGS'],
  ['EAGAIN', 'eagain', 'Eagain', 'eagain', 'EAGAIN'],
  ['E2BIG', 'e2big', 'E2big', 'e2big', 'E2BIG'],
  ['SO_REUSEADDR', 'soReuseaddr', 'SoReuseaddr', 'so_reuseaddr', 'SO_REUSEADDR'],
  ['HTTPName', 'httpName', 'HttpName', 'http_name', 'HTTP_NAME'],
  ['getHTTP2Name', 'getHttp2Name', 'GetHttp2Name', 'get_http2_name', 'GET_HTTP2_NAME'],
  ['call-indirect-13', 'callIndirect13', 'CallIndirect13', 'call_indirect_13', 'CALL_INDIRECT_13'],
  ['x', 'x', 'X', 'x', 'X'],
])('%s', (name, camel, pascal, snake, screaming) => {
  expect([camelCase(name), pascalCase(name), snakeCase(name), screamingCase(name)]).toEqual([camel, pascal, snake, screaming]);
});

/** Names as the schema language has them. */
const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}([-_][A-Za-z0-9]{1,6}){0,3}$/);

test('a mapped name is an identifier and maps to itself', () => {
  fc.assert(
    fc.property(identifier, (name) => {
      for (const map of [camelCase, pascalCase, snakeCase, screamingCase]) expect(map(name)).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      expect(snakeCase(snakeCase(name))).toBe(snakeCase(name));
      expect(screamingCase(screamingCase(name))).toBe(screamingCase(name));
    }),
  );
});

const item = (what: string, pointer = `/${what}`) => ({ what, origin: { file: 'a.json', pointer } });

describe('NameTable', () => {
  test('a reserved word gets an underscore, again where that is reserved too', () => {
    const table = new NameTable('C', (name) => name === 'int' || name === 'int_');
    expect(table.claim('file', 'int', item('a'))).toBe('int__');
    expect(table.claim('file', 'long', item('b'))).toBe('long');
    expect(table.diagnostics).toEqual([]);
  });

  test('a collision names both items and both places', () => {
    const table = new NameTable('C', () => false);
    table.claim('file', 'recv_flags', item('socket.recv-flags', '/types/recv-flags'));
    table.claim('file', 'recv_flags', item('socket.recvFlags', '/types/recvFlags'));
    expect(table.diagnostics).toMatchObject([
      {
        code: 'emit/collision',
        severity: 'error',
        message: 'socket.recv-flags and socket.recvFlags are both recv_flags in C',
        span: { file: 'a.json', pointer: '/types/recvFlags' },
        related: [{ message: 'socket.recv-flags stands here', span: { file: 'a.json', pointer: '/types/recv-flags' } }],
      },
    ]);
  });

  test('a name that became equal by escaping is a collision, too', () => {
    const table = new NameTable('C', (name) => name === 'int');
    table.claim('file', 'int_', item('a'));
    table.claim('file', 'int', item('b'));
    expect(table.diagnostics).toHaveLength(1);
  });

  test('scopes are apart, also when they are called like members of Object.prototype', () => {
    const table = new NameTable('C', () => false);
    for (const scope of ['a', 'b', 'constructor', '__proto__'])
      for (const name of ['x', 'toString', '__proto__']) expect(table.claim(scope, name, item(name))).toBe(name);
    expect(table.diagnostics).toEqual([]);
  });
});

describe('reserved words', () => {
  test.each([
    ['C', cWords, ['int', '_Generic', 'typeof_unqual', 'nullptr', 'errno', 'NULL', 'restrict', 'uint8_t']],
    ['the C library', cLibrary, ['malloc', 'main', 'sched_yield', 'recv']],
    ['C++', cppWords, ['class', 'co_await', 'xor_eq', 'requires', 'import']],
    ['TypeScript', typescriptWords, ['await', 'arguments', 'eval', 'undefined', 'interface', 'yield', 'static']],
    ['TypeScript types', typescriptTypes, ['Record', 'string', 'class', 'unknown']],
  ])('%s', (_, words, some) => {
    expect(some.filter((word) => !words.has(word))).toEqual([]);
  });

  test('every JavaScript word that cannot be a binding is reserved', () => {
    const candidates = [...typescriptTypes, ...cppWords, ...cWords, 'enum', 'debugger', 'with'];
    const binds = (word: string): boolean => {
      try {
        new Function(`"use strict"; async function* f() { let ${word}; }`);
        return true;
      } catch {
        return false;
      }
    };
    expect(candidates.filter((word) => /^[\w$]+$/.test(word) && !binds(word) && !typescriptWords.has(word))).toEqual([]);
  });
});
