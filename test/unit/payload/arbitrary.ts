import fc from 'fast-check';

/** Few keys and values, so that random values meet random schemas. Some are special in JavaScript. */
const keys = ['a', 'b', '10', 'toString', 'constructor', 'a b', "q'\\"];
const strings = ['', 'a', 'bb', '😀', '😀😀', '\ud800', '*/ evil() /*', '\u2028'];
const numbers = [0, 1, -1, 2, 3, 0.5, 1.5, 4.5, 1e15, -1e-7];
const primitive = fc.oneof(fc.constantFrom<null | boolean>(null, true, false), fc.constantFrom(...numbers), fc.constantFrom(...strings));
const count = fc.integer({ min: 0, max: 3 });
const types = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const;

const part = <T>(keyword: string, value: fc.Arbitrary<T>) => value.map((v): object => ({ [keyword]: v }));

/** Merging may put other items under `uniqueItems`, which the profile allows of primitive items only. */
const inProfile = (schema: { uniqueItems?: boolean; items?: unknown }): object => {
  const { uniqueItems, ...rest } = schema;
  const primitiveItems = typeof rest.items === 'object' && rest.items !== null && 'type' in rest.items && Array.isArray(rest.items.type);
  return uniqueItems === undefined || primitiveItems ? schema : rest;
};

const { schema } = fc.letrec<{ schema: object | boolean; inner: object | boolean }>((tie) => {
  const object = fc
    .record({ properties: fc.dictionary(fc.constantFrom(...keys), tie('inner'), { maxKeys: 3 }), additionalProperties: tie('inner') })
    .map((o): object => o);
  const keyword = fc.oneof(
    part('minimum', fc.constantFrom(...numbers)),
    part('exclusiveMaximum', fc.constantFrom(...numbers)),
    part('multipleOf', fc.constantFrom(1, 2, 0.5, 0.1)),
    part('minLength', count),
    part('maxLength', count),
    part('minItems', count),
    part(
      'maxItems',
      count.map((n) => n + 1),
    ),
    part('items', tie('inner')),
    part('minProperties', count),
    part(
      'maxProperties',
      count.map((n) => n + 1),
    ),
    part('required', fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 2 })),
    part('additionalProperties', tie('inner')),
    fc.constant({ uniqueItems: true, items: { type: ['string', 'number', 'null'] } }),
    part('title', fc.constantFrom('Root', 'S0', 'A title', 'evil; }')),
    part('description', fc.constantFrom(...strings)),
    part('default', primitive),
    object,
    object,
  );
  const combined = fc.oneof(
    ...(['allOf', 'anyOf', 'oneOf'] as const).map((name) => part(name, fc.array(tie('schema'), { minLength: 1, maxLength: 3 }))),
    part('enum', fc.uniqueArray(primitive, { minLength: 1, maxLength: 4 })),
    part('const', primitive),
  );
  const typed = fc.oneof(
    part('type', fc.constantFrom(...types)),
    part('type', fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 })),
    fc.constant({}),
  );
  const merged = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((all): object => inProfile(Object.assign({}, ...all)));
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'schema' },
      fc.boolean(),
      part('type', fc.constantFrom(...types)),
      object,
      merged(typed, keyword),
      merged(typed, keyword, keyword),
      combined,
      merged(typed, combined),
    ),
    // References stand only where a step into the value is taken.
    inner: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'schema' },
      fc.constant(true),
      fc.constantFrom({ $ref: '#/$defs/d' }, { $ref: '#/$defs/e~1%20f', description: 'd' }, { $ref: '#' }),
      tie('schema'),
    ),
  };
});

/** A random schema of the payload profile, with definitions that it may refer to. */
export const rootSchema: fc.Arbitrary<object> = fc
  .tuple(schema, schema, schema)
  .map(([root, d, e]) => ({ ...(typeof root === 'object' ? root : { allOf: [root] }), $defs: { d, 'e/ f': e } }));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    primitive,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

export const jsonValue: fc.Arbitrary<unknown> = value;

/** Seed of the random samples; FC_SEED repeats a run. Put it into the message of every failure. */
export const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
