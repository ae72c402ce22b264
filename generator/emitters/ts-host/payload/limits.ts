import type ts from 'typescript';
import type { JsonPrimitive, JsonType, PayloadSchemaObject } from '../../../ir/payload-schema.js';
import type { Ast, Ex } from '../ast.js';
import type { Helpers } from './helpers.js';

/** Writes the conditions of single values: their type, equality, and the limits of numbers and strings. */
export class Limits {
  constructor(
    readonly ast: Ast,
    readonly helpers: Helpers,
    /** Whether the codec has integers of 64 bits, which decoders give as bigint, and numbers that are not finite, which JSON has not. */
    readonly binary: boolean,
  ) {}

  isOf(type: JsonType, value: Ex): ts.Expression {
    const { ast } = this;
    if (type === 'null') return ast.bin(value, '===', ast.nul());
    if (type === 'array') return ast.call('Array.isArray', value);
    if (type === 'object') return this.helpers.call('plainObject', value);
    if (type === 'integer') return this.#orBigint(ast.call('Number.isInteger', value), value);
    if (type === 'number') return this.binary ? this.#orBigint(ast.typeOf(value, 'number'), value) : ast.call('Number.isFinite', value);
    return ast.typeOf(value, type);
  }

  equals(value: Ex, literal: JsonPrimitive): ts.Expression {
    const { ast } = this;
    if (literal === null) return ast.bin(value, '===', ast.nul());
    if (typeof literal === 'boolean') return ast.bin(value, '===', ast.bool(literal));
    if (typeof literal === 'string') return ast.bin(value, '===', ast.str(literal));
    const equal = ast.bin(value, '===', ast.num(literal));
    return this.binary && Number.isSafeInteger(literal) ? ast.bin(equal, '||', ast.bin(value, '===', ast.num(BigInt(literal)))) : equal;
  }

  /** Comparisons hold between bigint and number too. */
  number(schema: PayloadSchemaObject, value: Ex): ts.Expression[] {
    const compare = (operator: '>=' | '<=' | '>' | '<', limit: number | undefined) =>
      limit === undefined ? [] : [this.ast.bin(value, operator, this.ast.num(limit))];
    return [
      ...compare('>=', schema.minimum),
      ...compare('<=', schema.maximum),
      ...compare('>', schema.exclusiveMinimum),
      ...compare('<', schema.exclusiveMaximum),
      ...(schema.multipleOf === undefined ? [] : [this.#multiple(schema.multipleOf, value)]),
    ];
  }

  string(schema: PayloadSchemaObject, value: Ex): ts.Expression[] {
    const { ast } = this;
    const length = () => this.helpers.call('codePoints', value);
    const least = schema.minLength ?? 0;
    return [
      ...(least === 1 ? [ast.bin(value, '!==', ast.str(''))] : []),
      ...(least > 1 ? [ast.bin(length(), '>=', ast.num(least))] : []),
      ...(schema.maxLength === undefined ? [] : [ast.bin(length(), '<=', ast.num(schema.maxLength))]),
    ];
  }

  /** Between two limits, of which each may be absent. */
  count(length: Ex, least: number | undefined, most: number | undefined): ts.Expression[] {
    return [
      ...(least ? [this.ast.bin(length, '>=', this.ast.num(least))] : []),
      ...(most === undefined ? [] : [this.ast.bin(length, '<=', this.ast.num(most))]),
    ];
  }

  #orBigint(test: ts.Expression, value: Ex): ts.Expression {
    return this.binary ? this.ast.bin(test, '||', this.ast.typeOf(value, 'bigint')) : test;
  }

  /** By division, as other validators: 4.5 is a multiple of 0.1, and a remainder of binary fractions would not say so. */
  #multiple(of: number, value: Ex): ts.Expression {
    const { ast } = this;
    if (!this.binary) return ast.call('Number.isInteger', ast.bin(value, '/', ast.num(of)));
    const division = ast.call('Number.isInteger', ast.bin(ast.call('Number', value), '/', ast.num(of)));
    if (!Number.isSafeInteger(of)) return division;
    return ast.cond(ast.typeOf(value, 'bigint'), ast.bin(ast.bin(value, '%', ast.num(BigInt(of))), '===', ast.num(0n)), division);
  }
}
