import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { jsonValue, rootSchema, seed } from './arbitrary.js';
import { checksText, declarationsText, loadChecks, payloadType } from './support.js';

/** Errors of a module, by the compiler under strict options. */
function errorsOf(text: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === 'x.ts' ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram(['x.ts'], options, host);
  return ts.getPreEmitDiagnostics(program).map(
    (d) =>
      `${ts.flattenDiagnosticMessageText(d.messageText, ' ')} at ${text.slice(d.start ?? 0, (d.start ?? 0) + (d.length ?? 0)).slice(0, 200)} of line ${text
        .slice(0, d.start ?? 0)
        .split('\n')
        .at(-1)}`,
  );
}

const namesIn = (text: string): string[] => [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? '');

test('values that the check lets pass are of the type', async () => {
  // TypeScript gives every object the members of Object.prototype, so that a key of that name cannot be typed.
  const inherited = (value: unknown) => /toString|constructor/.test(JSON.stringify(value));
  const schemas = rootSchema.filter((schema) => !inherited(schema));
  const values = jsonValue.filter((value) => !inherited(value));
  const sample = fc.sample(fc.tuple(schemas, fc.array(values, { minLength: 20, maxLength: 20 })), { numRuns: 200, seed });
  const types = sample.map(([schema], i) => payloadType(`S${i}`, schema));
  const checks = await loadChecks(types);
  const uses = sample.flatMap(([, given], i) =>
    given.filter((value) => checks[`isS${i}`]?.(value)).map((value) => `take<S${i}>(${JSON.stringify(value)});`),
  );
  expect(uses.length).toBeGreaterThan(500);
  const text = `${await declarationsText(types)}\ndeclare function take<T>(value: T): void;\n${uses.join('\n')}`;
  // Literals may not have members that their type does not name; a value may.
  expect(
    errorsOf(text).filter((error) => !error.startsWith('Object literal may only specify known properties')),
    `FC_SEED=${seed}`,
  ).toEqual([]);
});

test('the root has the name that was given, whatever titles and ids say', async () => {
  const schema = {
    title: 'Hijacked',
    $id: 'https://example.com/other',
    type: 'object',
    additionalProperties: false,
    properties: { a: { title: 'X', type: 'object', additionalProperties: true } },
  };
  expect(namesIn(await declarationsText([payloadType('X_y1a', schema)]))).toEqual(['X_y1a']);
});

test('definitions are called by title, and prefixed where names meet', async () => {
  const inner = (title?: string) => ({ ...(title ? { title } : {}), type: 'string' });
  const both = (titles: Record<string, string | undefined>) => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.keys(titles).map((key) => [key, { $ref: `#/$defs/${key}` }])),
    $defs: Object.fromEntries([...Object.entries(titles).map(([key, title]) => [key, inner(title)]), ['unused', true]]),
  });
  const text = await declarationsText(
    [
      payloadType('A', both({ own: 'Own name', shared: 'Shared', root: 'B', taken: 'Host', special: 'Uint8Array', 'no-title': undefined })),
      payloadType('B', both({ shared: 'Shared', 'no-title': undefined })),
    ],
    ['Host'],
  );
  expect(namesIn(text)).toEqual(['A', 'ANoTitle', 'OwnName', 'AB', 'AShared', 'AUint8Array', 'AHost', 'B', 'BNoTitle', 'BShared']);
  expect(errorsOf(text)).toEqual([]);
});

test('the order of keys does not matter', async () => {
  const schema = {
    type: 'object',
    properties: { '10': { type: 'string' }, '2': { $ref: '#/$defs/b' }, a: {} },
    additionalProperties: false,
    $defs: { b: { title: 'T' }, a: { title: 'T' } },
  };
  const reversed = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        );
  expect(await declarationsText([payloadType('A', reversed(schema) as object)])).toBe(await declarationsText([payloadType('A', schema)]));
});

test('no text of a schema becomes code', async () => {
  const evil = [
    '*/ export const evil = 1; /*',
    '"]: 1 } export const evil = 1; interface I {',
    '__proto__',
    'hasOwnProperty',
    '$ref',
    '$defs',
    'a\nb',
    '\u202e',
    '\u2028',
    '@deprecated',
    't0',
    '😀',
    '',
  ];
  const schema = {
    title: evil[0],
    description: evil.join('\n'),
    type: 'object',
    additionalProperties: { $ref: '#/$defs/~0' },
    properties: JSON.parse(
      `{${evil.map((key) => `${JSON.stringify(key)}: ${JSON.stringify({ description: key, title: key, enum: evil, default: 1 })}`).join()}}`,
    ),
    $defs: { '~': { title: evil[1], description: evil[0], enum: evil } },
  };
  const text = await declarationsText([payloadType('X', schema)]);
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022);
  expect(file.statements.map((statement) => ts.SyntaxKind[statement.kind])).toEqual(['InterfaceDeclaration', 'TypeAliasDeclaration']);
  expect(text).not.toMatch(/[\u202e\u2028]/);
  expect(errorsOf(`${text}\ndeclare const x: X;\nconst read: (string | undefined)[] = [x["__proto__"], x['a\\nb'], x.t0];`)).toEqual([]);
});

test.each(['file:///etc/passwd', 'https://example.com/x', 'other.json', '../x.json#/a'])(
  'the reference %s is never followed',
  async ($ref) => {
    await expect(declarationsText([payloadType('X', { items: { $ref } })])).rejects.toThrow(/is not local/);
    expect(() => checksText([payloadType('X', { items: { $ref } })])).toThrow(/is not local/);
  },
);

test('documentation of the type stands before that of the schema', async () => {
  const schema = { description: 'Schema.', deprecated: true, type: 'string' };
  expect(await declarationsText([payloadType('X', schema)])).toBe(
    '// test\n/**\n * Schema.\n * @deprecated\n */\nexport type X = string;\n',
  );
  expect(await declarationsText([payloadType('X', schema, { doc: 'Type.' })])).toBe('// test\n/** Type. */\nexport type X = string;\n');
});

test('bytes, integers and absent schemas by codec', async () => {
  const schema = { type: 'array', items: { type: ['integer', 'null'] } };
  const text = await declarationsText([
    payloadType('A', schema),
    payloadType('B', schema, { codec: 'cbor' }),
    payloadType('C', { anyOf: [{ format: 'bytes' }, { enum: [1, -2, 'a'] }] }, { codec: 'msgpack' }),
    payloadType('D', undefined),
    payloadType('E', undefined, { codec: 'arrow-ipc' }),
    payloadType('F', { type: 'object', additionalProperties: false }),
  ]);
  expect(text.split('\n').slice(1, 6)).toEqual([
    'export type A = readonly (number | null)[];',
    'export type B = readonly (number | bigint | null)[];',
    "export type C = Uint8Array | 1 | 1n | -2 | -2n | 'a';",
    'export type D = unknown;',
    'export type E = Uint8Array;',
  ]);
  expect(text).toContain('export interface F {\n    readonly [key: string]: never;\n}');
});

test('embedded buffers add a view to the type and not to the check', async () => {
  const holder = {
    type: 'object',
    additionalProperties: false,
    required: ['ptr', 'len'],
    properties: { ptr: { type: 'integer' }, len: { type: 'integer' } },
  };
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['list'],
    properties: { list: { type: 'array', items: { $ref: '#/$defs/holder' } } },
    $defs: { holder },
  };
  const origin = { file: '', pointer: '' };
  const type = payloadType('X', schema, {
    buffers: [{ doc: 'The bytes.', origin, at: ['list', '*'], address: 'ptr', length: 'len', view: 'data', access: 'in' }],
  });
  expect(await declarationsText([type])).toContain('/** The bytes. */\n    readonly data: Uint8Array;');
  const { isX } = await loadChecks([type]);
  expect(isX?.({ list: [{ ptr: 1, len: 2 }] })).toBe(true);
  expect(isX?.({ list: [{ ptr: 1, len: 2, data: new Uint8Array() }] })).toBe(false);
  expect(Object.keys(holder.properties)).toEqual(['ptr', 'len']);
});

test('a polluted prototype changes nothing', async () => {
  const type = payloadType('X', {
    type: 'object',
    additionalProperties: true,
    properties: { a: { oneOf: [{ type: 'string' }, { enum: [1] }] } },
  });
  const before = await declarationsText([type]);
  Object.defineProperty(Object.prototype, 'evil', { value: { title: 'Evil' }, enumerable: true, configurable: true, writable: true });
  try {
    expect(await declarationsText([type])).toBe(before);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'evil');
  }
});
