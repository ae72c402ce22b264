import type { PayloadSchema, PayloadSchemaObject } from '../../generator/ir/payload-schema.js';

/**
 * A schema without the members that it declares and another does not, in objects that are open in that one and where they
 * need not be there. What is left says how the two differ to writers that emit declared members only. The schema itself
 * where nothing is taken away.
 */
export function withoutNewMembers(schema: PayloadSchema, other: PayloadSchema): PayloadSchema {
  if (typeof schema === 'boolean' || typeof other === 'boolean') return schema;
  const rewritten = {
    ...schema,
    ...optional('$defs', named(schema.$defs, other.$defs)),
    ...optional('properties', declared(schema, other)),
    ...optional('items', one(schema.items, other.items)),
    ...optional('additionalProperties', one(schema.additionalProperties, other.additionalProperties)),
    ...optional('allOf', listed(schema.allOf, other.allOf)),
    ...optional('anyOf', listed(schema.anyOf, other.anyOf)),
    ...optional('oneOf', listed(schema.oneOf, other.oneOf)),
  };
  const same = Object.entries(rewritten).every(([keyword, value]) => (schema as Record<string, unknown>)[keyword] === value);
  return same ? schema : rewritten;
}

type Named = Readonly<Record<string, PayloadSchema>>;

const optional = (keyword: string, value: unknown): object => (value === undefined ? {} : { [keyword]: value });

const one = (a: PayloadSchema | undefined, b: PayloadSchema | undefined): PayloadSchema | undefined =>
  a === undefined || b === undefined ? a : withoutNewMembers(a, b);

const member = (schemas: Named | undefined, name: string): PayloadSchema | undefined =>
  schemas !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined;

function named(a: Named | undefined, b: Named | undefined): Named | undefined {
  return a && kept(a, Object.fromEntries(Object.entries(a).map(([name, schema]) => [name, one(schema, member(b, name)) ?? schema])));
}

function listed(a: readonly PayloadSchema[] | undefined, b: readonly PayloadSchema[] | undefined): readonly PayloadSchema[] | undefined {
  return (
    a &&
    kept(
      a,
      a.map((schema, i) => one(schema, b?.[i]) ?? schema),
    )
  );
}

function declared(schema: PayloadSchemaObject, other: PayloadSchemaObject): Named | undefined {
  const { properties, required } = schema;
  if (!properties || !isOpen(other)) return named(properties, other.properties);
  const known = Object.keys(properties).filter((name) => member(other.properties, name) !== undefined || required?.includes(name));
  const rest = Object.fromEntries(known.map((name) => [name, properties[name] ?? true]));
  return named(known.length === Object.keys(properties).length ? properties : rest, other.properties);
}

/** Whether an object may have members that the schema does not declare. */
const isOpen = ({ additionalProperties }: PayloadSchemaObject): boolean =>
  additionalProperties === undefined || additionalProperties === true;

/** The first of two where their members are the same things. */
function kept<T extends object>(before: T, after: T): T {
  const [a, b] = [Object.entries(before), Object.entries(after)];
  return a.length === b.length && a.every(([name, value], i) => b[i]?.[0] === name && b[i]?.[1] === value) ? before : after;
}
