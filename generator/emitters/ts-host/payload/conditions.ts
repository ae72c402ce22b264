import type ts from 'typescript';
import { byCodePoint } from '../../../ir/order.js';
import { bytesFormat, literalsIn, type PayloadSchema, type PayloadSchemaObject, typesIn } from '../../../ir/payload-schema.js';
import type { Ast, Ex } from '../ast.js';
import type { Helpers } from './helpers.js';
import type { Limits } from './limits.js';
import { referencesOf, targetOf } from './references.js';

/** Types with keywords of their own. */
const kinds = ['number', 'string', 'array', 'object'] as const;
type Kind = (typeof kinds)[number];

/** Writes, as expressions, what must hold of a value for it to be of a schema. */
export class Conditions {
  constructor(
    readonly ast: Ast,
    readonly helpers: Helpers,
    readonly limits: Limits,
    /** Calls the function that checks what a reference leads to. */
    readonly check: (pointer: string, value: Ex) => ts.Expression,
  ) {}

  /** Conditions that must all hold. `level` counts the functions around, so that their parameters differ. */
  of(schema: PayloadSchema, value: Ex, level = 0): ts.Expression[] {
    if (typeof schema === 'boolean') return schema ? [] : [this.ast.bool(false)];
    const literals = literalsIn(schema);
    return [
      ...this.#types(schema, value, level),
      ...(literals === undefined
        ? []
        : [this.ast.any(literals.map((literal) => this.limits.equals(value, literal))) ?? this.ast.bool(false)]),
      ...(schema.format === bytesFormat ? [this.ast.bin(value, 'instanceof', 'Uint8Array')] : []),
      ...(schema.$ref === undefined ? [] : [this.check(targetOf(schema.$ref), value)]),
      ...(schema.allOf ?? []).flatMap((inner) => this.of(inner, value, level)),
      ...(schema.anyOf === undefined
        ? []
        : [this.ast.any(schema.anyOf.map((inner) => this.#one(inner, value, level))) ?? this.ast.bool(false)]),
      ...(schema.oneOf === undefined ? [] : [this.#exactlyOne(schema.oneOf, value, level)]),
    ];
  }

  /** All conditions of a schema as one. */
  #one(schema: PayloadSchema, value: Ex, level: number): ts.Expression {
    return this.ast.all(this.of(schema, value, level)) ?? this.ast.bool(true);
  }

  #exactlyOne(choices: readonly PayloadSchema[], value: Ex, level: number): ts.Expression {
    const { ast } = this;
    const [first] = choices;
    if (first !== undefined && choices.length === 1) return this.#one(first, value, level);
    const counts = choices.map((choice) => ast.cond(this.#one(choice, value, level), ast.num(1), ast.num(0)));
    return ast.bin(
      counts.slice(1).reduce((sum, count) => ast.bin(sum, '+', count), counts[0] as ts.Expression),
      '===',
      ast.num(1),
    );
  }

  #types(schema: PayloadSchemaObject, value: Ex, level: number): ts.Expression[] {
    const { ast, limits } = this;
    const own = (kind: Kind): ts.Expression[] => this.#limitsOf(kind, schema, value, level);
    const types = typesIn(schema);
    if (types.length === 0)
      return kinds.flatMap((kind) => {
        const conditions = ast.all(own(kind));
        return conditions === undefined ? [] : [ast.bin(ast.not(limits.isOf(kind, value)), '||', conditions)];
      });
    const ways = types.map((type) => {
      const kind = type === 'integer' ? 'number' : kinds.find((k) => k === type);
      return [limits.isOf(type, value), ...(kind === undefined ? [] : own(kind))];
    });
    return ways.length === 1 ? (ways[0] ?? []) : [ast.any(ways.map((way) => ast.all(way) ?? ast.bool(true))) ?? ast.bool(false)];
  }

  #limitsOf(kind: Kind, schema: PayloadSchemaObject, value: Ex, level: number): ts.Expression[] {
    if (kind === 'number') return this.limits.number(schema, value);
    if (kind === 'string') return this.limits.string(schema, value);
    return kind === 'array' ? this.#array(schema, value, level) : this.#object(schema, value, level);
  }

  #array(schema: PayloadSchemaObject, value: Ex, level: number): ts.Expression[] {
    const { ast } = this;
    const item = `item${level}`;
    const items = ast.all(this.of(schema.items ?? true, item, level + 1));
    return [
      ...this.limits.count(ast.prop(value, 'length'), schema.minItems, schema.maxItems),
      ...(items === undefined ? [] : [ast.call(ast.prop(value, 'every'), ast.arrow([item], items))]),
      ...(schema.uniqueItems ? [this.helpers.call('distinct', value)] : []),
    ];
  }

  #object(schema: PayloadSchemaObject, value: Ex, level: number): ts.Expression[] {
    const { ast } = this;
    const required = new Set([...(schema.required ?? [])].sort(byCodePoint));
    const has = (key: string): ts.Expression => ast.call('Object.hasOwn', value, ast.str(key));
    // What tells variants apart comes before what leads deeper: otherwise each level of a tree would be tried by every variant.
    const properties = Object.entries(schema.properties ?? {}).sort(([a, x], [b, y]) => effort(x) - effort(y) || byCodePoint(a, b));
    return [
      ...this.limits.count(ast.prop(ast.call('Object.keys', value), 'length'), schema.minProperties, schema.maxProperties),
      ...[...required].map(has),
      ...properties.flatMap(([key, inner]) => {
        const conditions = this.of(inner, ast.index(value, ast.str(key)), level);
        const all = ast.all(conditions);
        if (all === undefined || required.has(key)) return conditions;
        return [ast.bin(ast.not(has(key)), '||', all)];
      }),
      ...this.#others(schema, value, level),
    ];
  }

  #others(schema: PayloadSchemaObject, value: Ex, level: number): ts.Expression[] {
    const { ast } = this;
    const key = `key${level}`;
    const rest = schema.additionalProperties ?? true;
    const conditions = this.of(rest, ast.index(value, key), level + 1);
    if (conditions.length === 0) return [];
    const names = Object.keys(schema.properties ?? {}).sort(byCodePoint);
    const known = names.map((name) => ast.bin(key, '===', ast.str(name)));
    const allowed = rest === false && known.length > 0 ? known : [...known, ast.all(conditions) ?? ast.bool(true)];
    return [ast.call(ast.prop(ast.call('Object.keys', value), 'every'), ast.arrow([key], ast.any(allowed) ?? ast.bool(true)))];
  }
}

/** How far a check of the schema leads: 0 looks at the value, 1 into it, 2 as deep as the value is. */
function effort(schema: PayloadSchema): number {
  if (!referencesOf(schema).next().done) return 2;
  if (typeof schema === 'boolean') return 0;
  const combined = schema.allOf ?? schema.anyOf ?? schema.oneOf ?? schema.items ?? schema.properties ?? schema.additionalProperties;
  return combined === undefined ? 0 : 1;
}
