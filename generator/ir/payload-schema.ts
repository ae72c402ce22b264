/** A JSON Schema of the payload profile, as `PayloadType.schema` holds it: `generator/resolve/payload-profile.ts` says what is in it. */
export type PayloadSchema = boolean | PayloadSchemaObject;

export const jsonTypes = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const;
export type JsonType = (typeof jsonTypes)[number];
export type JsonPrimitive = null | boolean | number | string;

export interface PayloadSchemaObject {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly $defs?: Readonly<Record<string, PayloadSchema>>;
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly JsonPrimitive[];
  readonly const?: JsonPrimitive;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: PayloadSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, PayloadSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: PayloadSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly PayloadSchema[];
  readonly anyOf?: readonly PayloadSchema[];
  readonly allOf?: readonly PayloadSchema[];
}

/** `format` of binary data, which JSON Schema has no word for. */
export const bytesFormat = 'bytes';

export const typesIn = (schema: PayloadSchemaObject): readonly JsonType[] =>
  schema.type === undefined ? [] : typeof schema.type === 'string' ? [schema.type] : schema.type;

/** The values that `enum` and `const` allow, or undefined where neither stands. */
export const literalsIn = (schema: PayloadSchemaObject): readonly JsonPrimitive[] | undefined => {
  if (schema.const === undefined) return schema.enum;
  return schema.enum === undefined || schema.enum.includes(schema.const) ? [schema.const] : [];
};

const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** Segments of a JSON pointer. */
export const segmentsOf = (pointer: string): string[] => pointer.split('/').slice(1).map(unescaped);

/** A JSON pointer with further segments. */
export const below = (pointer: string, ...segments: (string | number)[]): string =>
  pointer + segments.map((s) => `/${escaped(String(s))}`).join('');

/** The JSON pointer of a local `$ref`, in one spelling; undefined for any other `$ref`. */
export function pointerOf(reference: string): string | undefined {
  if (!/^#(\/|$)/.test(reference)) return undefined;
  try {
    return below('', ...segmentsOf(decodeURIComponent(reference.slice(1))));
  } catch {
    return undefined;
  }
}

/** What stands at a JSON pointer. Only own members are followed. */
export const standsAt = (root: unknown, pointer: string): unknown =>
  segmentsOf(pointer).reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
        ? (value as Record<string, unknown>)[segment]
        : undefined,
    root,
  );

/** The schemas directly inside a schema, with their pointers. */
export function* schemasIn(schema: PayloadSchema, pointer: string): Generator<readonly [string, PayloadSchema]> {
  if (typeof schema === 'boolean') return;
  for (const keyword of ['$defs', 'properties'] as const)
    for (const [name, inner] of Object.entries(schema[keyword] ?? {})) yield [below(pointer, keyword, name), inner];
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const)
    for (const [i, inner] of (schema[keyword] ?? []).entries()) yield [below(pointer, keyword, i), inner];
  for (const keyword of ['items', 'additionalProperties'] as const)
    if (schema[keyword] !== undefined) yield [below(pointer, keyword), schema[keyword]];
}

/**
 * The schema of the object that holds an embedded buffer: from the root through `properties`, `items` and `$ref`, where a
 * segment `*` stands for the items. Undefined where the way leads nowhere.
 */
export function holderOf(root: PayloadSchema, at: readonly string[]): PayloadSchemaObject | undefined {
  let schema = dereferenced(root, root);
  for (const segment of at) {
    const inner =
      segment === '*'
        ? schema?.items
        : schema?.properties !== undefined && Object.hasOwn(schema.properties, segment)
          ? schema.properties[segment]
          : undefined;
    schema = dereferenced(root, inner);
  }
  return schema;
}

function dereferenced(root: PayloadSchema, from: PayloadSchema | undefined): PayloadSchemaObject | undefined {
  const seen = new Set<unknown>();
  let schema = from;
  while (
    typeof schema === 'object' &&
    schema.$ref !== undefined &&
    schema.properties === undefined &&
    schema.items === undefined &&
    !seen.has(schema)
  ) {
    seen.add(schema);
    schema = standsAt(root, pointerOf(schema.$ref) ?? '/') as PayloadSchema | undefined;
  }
  return typeof schema === 'object' ? schema : undefined;
}
