import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, createContext, emit, emitters, memoryHost } from '../../generator/index.js';
import { assemble } from '../e2e/support.js';
import { folder } from '../runtime/supply.js';
import { fill } from '../unit/writer/folder.js';
import { files, func } from './abi.js';
import { abiFolder, refuses } from './contract.js';

/** Group B of the hostile cases, as far as it is about what the output does when it runs. */

/** The files that some emitters make of an ABI, by path. */
async function made(abi: Record<string, string>, ...names: string[]): Promise<Record<string, string>> {
  const { value, diagnostics } = compile(
    memoryHost(Object.fromEntries(Object.entries(abi).map(([name, text]) => [`a/${name}`, text]))),
    'a',
  );
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  const chosen = emitters.filter((emitter) => names.includes(emitter.name));
  const emitted = await emit(value.lowered, chosen, createContext({ targets: ['wasi'], strictHost: false }));
  return Object.fromEntries((emitted.value ?? []).map(({ path, text }) => [path, text]));
}

/** Texts that some escape gets wrong. */
const texts = [
  ...[
    '"',
    "'",
    '\\',
    '\\\\',
    '\\"',
    "\\'",
    '`',
    `$\{x}`,
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\\0',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\u202e',
  ],
  ...[
    '\ud83d\ude00',
    '\u{10ffff}',
    '\ufffe',
    '%s',
    '*/',
    '//',
    '</script>',
    '__proto__',
    'constructor',
    '',
    ' ',
    '\\u0041',
    '\\x41',
    '{{x}}',
    '??/',
  ],
];

describe('case 22: literals come through exactly', () => {
  const into = folder();
  let isLiteral: (value: unknown) => boolean;
  let isMembers: (value: unknown) => boolean;

  beforeAll(async () => {
    const properties = Object.fromEntries(texts.map((text) => [text, { const: text }]));
    const types = {
      literal: { kind: 'payload', codec: 'json', schema: { enum: texts } },
      members: { kind: 'payload', codec: 'json', schema: { type: 'object', additionalProperties: false, required: texts, properties } },
    };
    // An own member, as JSON.parse makes it; a literal would set the prototype.
    const take = (type: string) => func(`take_${type}`, { params: [{ name: 'value', type }], result: { errors: 'errno' } });
    fill(into, await made(files({ types, functions: { literal: take('literal'), members: take('members') } }), 'ts-host'));
    const payloads = await import(pathToFileURL(join(into, 'ts-host/internal/payloads.js')).href);
    isLiteral = payloads.isLiteral;
    isMembers = payloads.isMembers;
  });

  test.each(texts)('%j', (text) => {
    expect([text, isLiteral(text)]).toEqual([text, true]);
    for (const other of [`${text} `, `x${text}`, text.slice(1), text.replaceAll('\\', '')])
      expect([other, isLiteral(other)]).toEqual([other, texts.includes(other)]);
  });

  test('as members of an object, too', () => {
    const whole = JSON.parse(`{${texts.map((text) => `${JSON.stringify(text)}:${JSON.stringify(text)}`).join(',')}}`) as Record<
      string,
      unknown
    >;
    expect(isMembers(whole)).toBe(true);
    for (const text of texts) {
      const wrong = structuredClone(whole);
      Object.defineProperty(wrong, text, { value: `${text}!`, enumerable: true, configurable: true, writable: true });
      expect([text, isMembers(wrong)]).toEqual([text, false]);
    }
  });

  test('half of a surrogate pair is no text of a schema', () => {
    const log = (files({ types: { half: { kind: 'payload', codec: 'json', schema: { const: 'HALF' } } } })['log.json'] as string).replace(
      'HALF',
      '\\ud800',
    );
    refuses(abiFolder({ ...files(), 'log.json': log }), {
      exit: 3,
      code: 'parse/syntax',
      place: /^log\.json#/,
    });
  });
});

describe('case 26: import names are exact in a guest and in its host', () => {
  const moduleOf = (name: string): string => `${name.slice(0, 50)}!`;
  const names = [...texts, 'x'.repeat(100_000), '\u65e5'.repeat(1000)];

  test('a guest from the declarations runs on the package', async () => {
    const into = folder();
    const functions = Object.fromEntries(
      names.map((name, i) => [`call${i}`, func(name, { module: moduleOf(name), result: { type: 'u32' } })]),
    );
    const output = await made(files({ functions }), 'ts-host', 'wat');
    fill(into, output);
    const calls = names.map((_, i) => `(func (export "f${i}") (result i32) (call $log.call${i}))`);
    const guest = await assemble(`${output['wat/imports.wat']}${calls.join('\n')}`);
    const found = WebAssembly.Module.imports(new WebAssembly.Module(guest));
    expect(new Set(found.map((i) => JSON.stringify([i.module, i.name])))).toEqual(
      new Set(names.map((name) => JSON.stringify([moduleOf(name), name]))),
    );
    const entry = await import(pathToFileURL(join(into, 'ts-host/wasi.js')).href);
    const host = Object.fromEntries(names.map((_, i) => [`call${i}`, () => i]));
    const { exports } = await entry.instantiate(guest, entry.createImports({ log: host }));
    expect(names.map((_, i) => exports[`f${i}`]())).toEqual(names.map((_, i) => i));
  });

  test('a name that is longer still is refused', () => {
    const folder = abiFolder(files({ functions: { f: func('x'.repeat(100_001)) } }));
    refuses(folder, { exit: 3, code: 'shape/bad-value', place: 'log.json#/functions/f/import' });
  });
});
