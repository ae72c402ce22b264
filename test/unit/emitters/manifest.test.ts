import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { manifest } from '../../../generator/emitters/manifest/index.js';
import { importsOf } from '../../../generator/ir/abi.js';
import { compileCase, compileFolder, corpus, emitted, root } from './corpus.js';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}
interface Manifest {
  readonly imports: readonly {
    readonly module: string;
    readonly name: string;
    readonly interface: string;
    readonly item: string;
    readonly type: object;
    readonly status: string;
    readonly task: object | null;
    readonly pumps: readonly string[];
    readonly sizedBy: string | null;
  }[];
  readonly exports: readonly { readonly name: string }[];
  readonly modules: readonly { readonly name: string }[];
}

const schema = JSON.parse(readFileSync(`${root}schemas/manifest.schema.json`, 'utf8')) as Schema;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, allErrors: true });
const validate = ajv.compile(schema);

const manifestOf = async (folder: string): Promise<Manifest> => {
  const [file] = await emitted(manifest, compileFolder(folder));
  return JSON.parse(file?.text ?? '') as Manifest;
};

describe('the manifest has the published form', () => {
  test.each([...corpus.map((name) => `test/corpus/${name}`), 'schemas/molt/1.4.0', 'schemas/molt/1.5.0', 'schemas/wasi/1.0.0'])(
    '%s',
    async (folder) => {
      validate(await manifestOf(folder));
      expect(validate.errors).toBeNull();
    },
  );

  test('and no other', () => {
    expect(validate({ abi: 'demo' })).toBe(false);
  });
});

test('every property is described, and the examples are valid', () => {
  const check = (at: string, s: Schema): void => {
    expect([at, typeof s.title, typeof s.description, (s.examples?.length ?? 0) > 0]).toEqual([at, 'string', 'string', true]);
    for (const [name, property] of Object.entries(s.properties ?? {})) check(`${at}/${name}`, property);
  };
  check('', schema);
  for (const example of schema.examples ?? []) expect(validate(example), ajv.errorsText(validate.errors)).toBe(true);
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
    check(name, definition);
    const one = ajv.compile({ $ref: `urn:molt-abi:schema:manifest#/$defs/${name}` });
    for (const example of definition.examples ?? []) expect(one(example), `${name}: ${ajv.errorsText(one.errors)}`).toBe(true);
  }
});

test('imports, exports and modules stand in code-point order of their exact names', async () => {
  const odd = await manifestOf('test/corpus/odd-names');
  const bytes = (s: string) => Buffer.from(s, 'utf8');
  const order = (names: readonly string[]) => expect(names).toEqual([...names].sort((a, b) => Buffer.compare(bytes(a), bytes(b))));
  order(odd.imports.filter((i) => i.module === 'env').map((i) => i.name));
  order(odd.imports.map((i) => i.module));
  order(odd.exports.map((e) => e.name));
  expect(odd.modules.map((m) => m.name)).toEqual(['10', '2', '__proto__']);
  const { abi } = compileCase('odd-names');
  expect(new Set(odd.imports.map((i) => i.name))).toEqual(new Set(importsOf(abi).map((i) => i.field)));
});

test('how asynchronous functions and those for sizes belong together is told by ids', async () => {
  const told = async (folder: string) =>
    (await manifestOf(folder)).imports
      .filter(({ task, pumps, sizedBy }) => task !== null || pumps.length > 0 || sizedBy !== null)
      .map(({ interface: name, item, task, pumps, sizedBy }) => [`${name}.${item}`, task, pumps, sizedBy]);
  expect(await told('schemas/parity/1.0.0')).toEqual([
    ['store.get', null, [], 'store.size'],
    ['tasks.fetch', { poll: 'tasks.poll', cancel: 'tasks.cancel' }, [], null],
    ['streams.pump', null, ['streams.reply'], null],
  ]);
  expect(await told('schemas/molt/1.5.0')).toContainEqual(['wasi.args-get', null, [], 'wasi.args-sizes-get']);
});

test('items that are not declared to guests are listed with their status', async () => {
  const { imports } = await manifestOf('test/corpus/deprecated');
  expect(Object.fromEntries(imports.map((i) => [i.name, i.status]))).toMatchObject({
    demo_served: 'served',
    demo_tombstone: 'tombstone',
    demo_reserved: 'reserved',
  });
});

test('hidden characters stand as escapes', async () => {
  const [file] = await emitted(manifest, compileCase('odd-names'));
  expect(file?.text).toContain('"name": "\\u202ebidi"');
  expect(file?.text).not.toMatch(/[\u200b\u202e\u2028\ufeff\u0085]/);
});
