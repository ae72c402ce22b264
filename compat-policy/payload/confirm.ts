import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { bytesFormat, type PayloadSchema, type PayloadSchemaObject } from '../../generator/ir/payload-schema.js';
import { unspoken, type Value } from './result.js';

type Ajv = typeof import('ajv/dist/2020.js');

const validators = new WeakMap<PayloadSchemaObject, ValidateFunction>();

/** Whether a validator agrees that a value is valid by the first schema and not by the second. Values it cannot see are `unspoken`. */
export function confirmed(value: Value, valid: PayloadSchema, invalid: PayloadSchema): 'confirmed' | 'refuted' | 'unspoken' {
  if (hasUnspoken(value)) return 'unspoken';
  try {
    return isValid(value, valid) && !isValid(value, invalid) ? 'confirmed' : 'refuted';
  } catch {
    // It overflows the stack on some circles, and stumbles over members that are named like methods.
    return 'refuted';
  }
}

const hasUnspoken = (value: Value): boolean =>
  value === unspoken || (typeof value === 'object' && value !== null && Object.values(value).some(hasUnspoken));

function isValid(value: Value, schema: PayloadSchema): boolean {
  if (typeof schema === 'boolean') return schema;
  let validate = validators.get(schema);
  if (!validate) {
    const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as Ajv;
    const ajv = new Ajv2020({
      strict: false,
      validateFormats: false,
      validateSchema: false,
      ownProperties: true,
      logger: false,
      // Without these its code is nested as deep as there are members, and its optimizer takes time that grows with the square.
      allErrors: true,
      code: { optimize: false },
    });
    validate = ajv.compile(forJson(schema) as object);
    validators.set(schema, validate);
  }
  return validate(value);
}

/** The schema without names for itself, and with words for what JSON has not: binary data is nothing there. */
function forJson(schema: PayloadSchema): PayloadSchema {
  if (typeof schema === 'boolean') return schema;
  const { $id, $schema, default: _, examples, ...rest } = schema as PayloadSchemaObject & Record<string, unknown>;
  const inner = (schemas: readonly PayloadSchema[] | undefined) => schemas?.map(forJson);
  const named = (schemas: Readonly<Record<string, PayloadSchema>> | undefined) =>
    schemas && Object.fromEntries(Object.entries(schemas).map(([name, s]) => [name, forJson(s)]));
  const one = (s: PayloadSchema | undefined) => (s === undefined ? undefined : forJson(s));
  const rewritten = {
    ...rest,
    ...(rest.format === bytesFormat ? { not: {} } : {}),
    $defs: named(rest.$defs),
    properties: named(rest.properties),
    items: one(rest.items),
    additionalProperties: one(rest.additionalProperties),
    allOf: inner(rest.allOf),
    anyOf: inner(rest.anyOf),
    oneOf: inner(rest.oneOf),
  };
  return Object.fromEntries(Object.entries(rewritten).filter(([, value]) => value !== undefined)) as PayloadSchema;
}
