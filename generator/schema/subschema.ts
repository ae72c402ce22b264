import type { JsonObject, JsonValue } from '../source/document.js';
import { segmentsOf } from '../source/pointer.js';
import { schema as bundle } from './validator.generated.js';

/** The keywords of JSON Schema that `abi.schema.json` uses. */
export interface Schema {
  readonly title?: string;
  readonly examples?: readonly JsonValue[];
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Names of definitions of documents. */
export type Role = 'abiDocument' | 'interfaceDocument';

const definitions = bundle.$defs as Readonly<Record<string, Schema>>;

/** The schema that applies to a value, and the value. */
export interface Place {
  /** Undefined where none of the alternatives takes a value of this type. */
  readonly schema: Schema | undefined;
  /** All that the schema allows, before a choice among alternatives by the value. */
  readonly open: Schema;
  readonly value: JsonValue;
}

/** Follows a pointer through a document and its schema at once, choosing alternatives by the values on the way. */
export function placeAt(role: Role, document: JsonValue, pointer: string): Place | undefined {
  let place = placeOf(definitions[role] ?? {}, document);
  for (const { segment } of segmentsOf(pointer)) {
    const next = step(place, segment);
    if (!next) return undefined;
    place = next;
  }
  return place;
}

function step({ schema, value }: Place, segment: string): Place | undefined {
  if (!schema || value === null || typeof value !== 'object') return undefined;
  if (isArray(value)) {
    const item = value[Number(segment)];
    return item === undefined || !schema.items ? undefined : placeOf(schema.items, item);
  }
  const member = value[segment];
  const known = ownProperty(schema, segment);
  const below = known ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  return member === undefined || !below ? undefined : placeOf(below, member);
}

const placeOf = (schema: Schema, value: JsonValue): Place => {
  const open = dereference(schema);
  return { schema: choose(open, value), open, value };
};

/** The schema of a known key. Keys such as `constructor` are not found on the prototype. */
export const ownProperty = (schema: Schema, key: string): Schema | undefined =>
  schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;

/** Follows `$ref`, of which each points to a definition. */
export function dereference(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : dereference(definitions[schema.$ref.slice('#/$defs/'.length)] ?? {});
}

/**
 * Of alternatives, the one that the author means: by `kind` where there is one, else by type and, among objects, by the
 * most keys in common.
 */
function choose(schema: Schema, value: JsonValue): Schema | undefined {
  if (schema.oneOf)
    return isObject(value) ? (schema.oneOf.map(dereference).find((branch) => kindOf(branch) === value.kind) ?? schema) : schema;
  if (schema.type !== undefined || !schema.anyOf) return schema;
  const chosen = schema.anyOf.map((branch) => choose(dereference(branch), value));
  const fitting = chosen.filter((branch) => branch !== undefined).filter((branch) => takes(branch, value));
  const score = (branch: Schema) => (isObject(value) ? Object.keys(value).filter((key) => ownProperty(branch, key)).length : 0);
  const best = fitting.sort((a, b) => score(b) - score(a))[0];
  // Alternatives are often nameless; then what they are alternatives of names them.
  const { title, examples } = schema;
  return best && title !== undefined && best.title === undefined ? { ...best, title, ...(examples && { examples }) } : best;
}

const kindOf = (schema: Schema): JsonValue | undefined => schema.properties?.kind?.const;

/** The values of `kind` among which a schema chooses; empty where it does not. */
export const kindsOf = (schema: Schema): string[] => (schema.oneOf ?? []).map((branch) => String(kindOf(dereference(branch))));

const takes = (schema: Schema, value: JsonValue): boolean => schema.type === undefined || schema.type === typeOf(value);

/** The JSON type of a value, integers apart. */
export function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

export const isObject = (value: JsonValue): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value);
export const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
