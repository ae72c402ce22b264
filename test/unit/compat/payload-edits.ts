import fc from 'fast-check';
import { rootSchema } from '../payload/arbitrary.js';

type Schema = Record<string, unknown>;

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every schema object inside a schema, itself first. */
function schemasOf(schema: unknown, keywords = ['$defs', 'properties']): Schema[] {
  if (!isObject(schema)) return [];
  const named = keywords.flatMap((keyword) => (isObject(schema[keyword]) ? Object.values(schema[keyword]) : []));
  const listed = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []));
  return [schema, ...[...named, ...listed, schema.items, schema.additionalProperties].flatMap((inner) => schemasOf(inner, keywords))];
}

const counts = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'];
const numbers = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

/** What an author may do to one schema; each returns whether it did something. */
const edits: readonly ((schema: Schema, pick: number) => boolean)[] = [
  (schema, pick) => {
    const keys = Object.keys(schema).filter((key) => key !== '$defs' && key !== 'additionalProperties');
    const key = keys[pick % keys.length];
    if (key === undefined) return false;
    delete schema[key];
    return true;
  },
  (schema, pick) => {
    schema[counts[pick % counts.length] ?? 'minItems'] = pick % 4;
    return true;
  },
  (schema, pick) => {
    schema[numbers[pick % numbers.length] ?? 'minimum'] = (pick % 7) - 3;
    return true;
  },
  (schema, pick) => {
    schema.required = ['a', 'b', 'toString'].slice(0, pick % 4);
    return true;
  },
  (schema, pick) => {
    if (!Array.isArray(schema.enum)) return false;
    schema.enum = pick % 2 === 0 ? [...new Set([...schema.enum, 'new', pick])] : schema.enum.slice(1).concat('last');
    return true;
  },
  (schema, pick) => {
    schema.properties = { ...(isObject(schema.properties) ? schema.properties : {}), [pick % 2 ? 'a' : 'fresh']: { type: 'integer' } };
    schema.additionalProperties ??= pick % 3 > 0;
    return true;
  },
  (schema, pick) => {
    schema.type = [['string'], ['number', 'null'], ['object'], ['integer'], ['array', 'object', 'string', 'null', 'boolean']][pick % 5];
    return true;
  },
  (schema, pick) => {
    for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
      const found = schema[keyword];
      if (!Array.isArray(found)) continue;
      schema[keyword] = pick % 2 === 0 || found.length === 1 ? [...found, { const: pick }] : found.slice(1);
      return true;
    }
    return false;
  },
];

/** A random schema of the profile, and the same after one edit somewhere inside. */
export const editedPair: fc.Arbitrary<readonly [object, object]> = fc
  .tuple(rootSchema, fc.nat(), fc.nat({ max: 1000 }), fc.nat())
  .map(([before, place, pick, start]) => {
    const after = structuredClone(before);
    // Definitions are often used by nobody, so that editing them changes nothing.
    const places = schemasOf(after, pick % 4 === 0 ? ['$defs', 'properties'] : ['properties']);
    const target = places[place % places.length] ?? {};
    for (let i = 0; i < edits.length; i++) if (edits[(start + i) % edits.length]?.(target, pick)) break;
    return [before, after] as const;
  });
