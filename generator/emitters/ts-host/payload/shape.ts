import type { JSONSchema } from 'json-schema-to-typescript';
import { byCodePoint } from '../../../ir/order.js';
import {
  bytesFormat,
  type JsonPrimitive,
  type JsonType,
  literalsIn,
  type PayloadSchema,
  type PayloadSchemaObject,
  typesIn,
} from '../../../ir/payload-schema.js';
import { targetOf } from './references.js';

const unknown: JSONSchema = { tsType: 'unknown' };
const never: JSONSchema = { tsType: 'never' };

/** How json-schema-to-typescript calls the texts of a schema, none of which it is given: it would write some of them as code. */
export class Tokens {
  readonly #texts: string[] = [];
  readonly #tokens = new Map<string, string>();

  tokenOf(text: string): string {
    const token = this.#tokens.get(text) ?? `t${this.#texts.push(text) - 1}`;
    this.#tokens.set(text, token);
    return token;
  }

  /** The text behind the first token in what was written; undefined if there is none. */
  textOf(written: string): string | undefined {
    const token = /t(\d+)/.exec(written);
    return token === null ? undefined : this.#texts[Number(token[1])];
  }
}

/**
 * Rewrites a schema in those keywords that json-schema-to-typescript reads as JSON Schema means them. It reads others its
 * own way: a schema without `type` as an object, `default` as a type, titles and ids as names, references as copies.
 * What TypeScript cannot say (ranges, lengths, patterns of presence) is left out, so that the type holds every value that
 * the check lets pass.
 */
export class Shaper {
  constructor(
    readonly tokens: Tokens,
    /** Whether the codec has integers of 64 bits, which decoders give as bigint. */
    readonly bigints: boolean,
    readonly nameAt: (pointer: string) => string,
  ) {}

  of(schema: PayloadSchema): JSONSchema {
    if (typeof schema === 'boolean') return schema ? unknown : never;
    const parts = [
      this.#own(schema),
      schema.format === bytesFormat ? { tsType: 'Uint8Array' } : unknown,
      schema.$ref === undefined ? unknown : { tsType: this.nameAt(targetOf(schema.$ref)) },
      ...(schema.allOf ?? []).map((inner) => this.of(inner)),
      ...[schema.anyOf, schema.oneOf].map((choices) =>
        choices === undefined ? unknown : this.#union(choices.map((inner) => this.of(inner))),
      ),
    ].filter((part) => part !== unknown);
    return parts.length > 1 ? { allOf: parts } : (parts[0] ?? unknown);
  }

  /** Documentation of a schema, as a token. */
  description(schema: PayloadSchema): Pick<JSONSchema, 'description'> {
    if (typeof schema === 'boolean') return {};
    const text = [schema.description ?? '', schema.deprecated ? '@deprecated' : ''].filter((line) => line !== '').join('\n');
    return text === '' ? {} : { description: this.tokens.tokenOf(text) };
  }

  #own(schema: PayloadSchemaObject): JSONSchema {
    const literals = literalsIn(schema);
    const types = typesIn(schema);
    if (literals !== undefined)
      return this.#literals(types.length === 0 ? literals : literals.filter((value) => types.some((type) => isOf(value, type))));
    return types.length === 0 ? unknown : this.#union(types.map((type) => this.#ofType(schema, type)));
  }

  #union(parts: readonly JSONSchema[]): JSONSchema {
    if (parts.includes(unknown)) return unknown;
    return parts.length === 1 ? (parts[0] ?? never) : { anyOf: [...parts] };
  }

  #literals(values: readonly JsonPrimitive[]): JSONSchema {
    if (values.length === 0) return never;
    return this.#union(
      values.map((value) => (this.bigints && Number.isSafeInteger(value) ? { tsType: `(${value} | ${value}n)` } : { enum: [value] })),
    );
  }

  #ofType(schema: PayloadSchemaObject, type: JsonType): JSONSchema {
    if (type === 'integer' || type === 'number') return { tsType: this.bigints ? '(number | bigint)' : 'number' };
    if (type === 'array') return { type, items: this.of(schema.items ?? true) };
    return type === 'object' ? this.#object(schema) : { type };
  }

  #object(schema: PayloadSchemaObject): JSONSchema {
    const properties = Object.entries(schema.properties ?? {}).sort(([a], [b]) => byCodePoint(a, b));
    const others = this.of(schema.additionalProperties ?? true);
    return {
      type: 'object',
      properties: Object.fromEntries(
        properties.map(([key, inner]) => [this.tokens.tokenOf(key), { ...this.of(inner), ...this.description(inner) }]),
      ),
      required: (schema.required ?? []).map((key) => this.tokens.tokenOf(key)),
      // A closed object without properties is typed by an index that holds nothing: TypeScript takes `{}` as open.
      additionalProperties: others === never && properties.length > 0 ? false : others,
    };
  }
}

function isOf(value: JsonPrimitive, type: JsonType): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
