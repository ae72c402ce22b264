import type ts from 'typescript';
import { baseType, type CoreType, type Scalar, type Type } from '../../ir/abi.js';
import { sizeOf } from '../../ir/scalars.js';
import type { Ast, Ex } from './ast.js';

/** How a number from the guest becomes a host value, and when it is not one of its type. */
export interface Lifted {
  /** True for a number that the type does not allow; undefined if all are allowed. */
  readonly invalid: ts.Expression | undefined;
  readonly value: ts.Expression;
}

/** How a host value becomes a number for the guest, and when it is one of its type. */
export interface Checked {
  readonly valid: ts.Expression;
  readonly value: ts.Expression;
}

const isWide = (scalar: Scalar): boolean => sizeOf(scalar) === 8 && scalar !== 'f64';
const isFloat = (scalar: Scalar): boolean => scalar === 'f32' || scalar === 'f64';

/** More cases than this are looked up in a set. */
const inlineCases = 8;

/** Whether a type says of each integer whether it is a value, so that nothing more is to ask of its range. */
const isListed = (type: Type): boolean => {
  const base = baseType(type);
  return (base.kind === 'enum' && !base.open) || (base.kind === 'flags' && base.unknown === 'reject');
};

/** Whether host values of a scalar are bigints. */
export const isBig = (scalar: Scalar): boolean => isWide(scalar);

export class Values {
  constructor(readonly ast: Ast) {}

  /** From a core parameter. `name` is evaluated several times. */
  fromCore(type: Type, scalar: Scalar, core: CoreType, name: Ex): Lifted {
    const { ast } = this;
    const conditions: ts.Expression[] = [];
    let value = ast.ex(name);
    if (core === 'i64' && !isWide(scalar)) {
      // A widened number: exact, or not a value of the type.
      const [min, max] = this.#range(scalar);
      conditions.push(ast.bin(name, '<', ast.num(BigInt(min))), ast.bin(name, '>', ast.num(BigInt(max))));
      value = ast.call('Number', name);
      if (scalar === 'bool') value = ast.bin(name, '===', ast.num(1n));
    } else if (scalar === 'bool') {
      conditions.push(ast.bin(ast.bin(name, '>>>', ast.num(0)), '>', ast.num(1)));
      value = ast.bin(name, '===', ast.num(1));
    } else if (scalar === 'u32') value = ast.bin(name, '>>>', ast.num(0));
    else if (scalar === 'u64') value = ast.call('BigInt.asUintN', ast.num(64), name);
    else if (isFloat(scalar)) value = this.#canonical(name);
    else if (sizeOf(scalar) < 4) {
      const [min, max] = this.#range(scalar);
      conditions.push(ast.bin(name, '<', ast.num(min)), ast.bin(name, '>', ast.num(max)));
    }
    return this.#typed(type, scalar, value, conditions);
  }

  /** From memory: `guest.dv` must be fresh. Evaluates to a number of the scalar, not yet checked against its type. */
  load(scalar: Scalar, at: Ex): ts.Expression {
    const { ast } = this;
    const getter = {
      bool: 'getUint8',
      u8: 'getUint8',
      s8: 'getInt8',
      u16: 'getUint16',
      s16: 'getInt16',
      u32: 'getUint32',
      s32: 'getInt32',
      u64: 'getBigUint64',
      s64: 'getBigInt64',
      f32: 'getFloat32',
      f64: 'getFloat64',
    }[scalar];
    return sizeOf(scalar) === 1 ? ast.call(`guest.dv.${getter}`, at) : ast.call(`guest.dv.${getter}`, at, ast.bool(true));
  }

  /** A number that `load` gave, under a name. */
  fromMemory(type: Type, scalar: Scalar, name: Ex): Lifted {
    const { ast } = this;
    if (scalar === 'bool') return { invalid: ast.bin(name, '>', ast.num(1)), value: ast.bin(name, '===', ast.num(1)) };
    return this.#typed(type, scalar, isFloat(scalar) ? this.#canonical(name) : ast.ex(name), []);
  }

  /** The payload of a NaN is not part of the value, and engines differ in what they do with it. */
  #canonical(name: Ex): ts.Expression {
    return this.ast.cond(this.ast.bin(name, '===', name), name, 'Number.NaN');
  }

  /** A host value, under a name that is evaluated several times. The number is what `store` writes and a core result is. */
  check(type: Type, scalar: Scalar, name: Ex): Checked {
    const { ast } = this;
    if (scalar === 'bool') return { valid: ast.typeOf(name, 'boolean'), value: ast.cond(name, ast.num(1), ast.num(0)) };
    if (isFloat(scalar)) {
      const finite = (value: Ex): ts.Expression => ast.call('Number.isFinite', value);
      // Rounding is what an f32 does; becoming infinite is not.
      const fits = scalar === 'f32' ? [ast.bin(finite(name), '===', finite(ast.call('Math.fround', name)))] : [];
      return { valid: ast.all([ast.typeOf(name, 'number'), ...fits]) as ts.Expression, value: this.#canonical(name) };
    }
    const conditions: ts.Expression[] = [];
    if (isWide(scalar)) {
      conditions.push(
        ast.typeOf(name, 'bigint'),
        ast.bin(ast.call(scalar === 'u64' ? 'BigInt.asUintN' : 'BigInt.asIntN', ast.num(64), name), '===', name),
      );
    } else if (scalar === 'u32') conditions.push(ast.bin(ast.paren(ast.bin(name, '>>>', ast.num(0))), '===', name));
    else if (scalar === 's32') conditions.push(ast.bin(ast.paren(ast.bin(name, '|', ast.num(0))), '===', name));
    else {
      const [min, max] = this.#range(scalar);
      conditions.push(ast.bin(ast.paren(ast.bin(name, '|', ast.num(0))), '===', name));
      if (!isListed(type)) conditions.push(ast.bin(name, '>=', ast.num(min)), ast.bin(name, '<=', ast.num(max)));
    }
    const { invalid } = this.#typed(type, scalar, ast.ex(name), []);
    if (invalid) conditions.push(ast.not(ast.paren(invalid)));
    return { valid: ast.all(conditions) as ts.Expression, value: ast.ex(name) };
  }

  /** Whether every integer that `scalar` holds is a value of the type. */
  isPlain(type: Type, scalar: Scalar): boolean {
    return scalar !== 'bool' && !isFloat(scalar) && this.#typed(type, scalar, this.ast.ex('value'), []).invalid === undefined;
  }

  store(scalar: Scalar, at: Ex, value: Ex): ts.Expression {
    const { ast } = this;
    const setter = {
      bool: 'setUint8',
      u8: 'setUint8',
      s8: 'setInt8',
      u16: 'setUint16',
      s16: 'setInt16',
      u32: 'setUint32',
      s32: 'setInt32',
      u64: 'setBigUint64',
      s64: 'setBigInt64',
      f32: 'setFloat32',
      f64: 'setFloat64',
    }[scalar];
    return sizeOf(scalar) === 1 ? ast.call(`guest.dv.${setter}`, at, value) : ast.call(`guest.dv.${setter}`, at, value, ast.bool(true));
  }

  /** A number of `scalar` in a core type that may be wider. */
  toCore(scalar: Scalar, core: CoreType, value: Ex): ts.Expression {
    return core === 'i64' && !isWide(scalar) ? this.ast.call('BigInt', value) : this.ast.ex(value);
  }

  #range(scalar: Scalar): readonly [number, number] {
    if (scalar === 'bool') return [0, 1];
    const bits = sizeOf(scalar) * 8;
    return scalar.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  }

  #typed(type: Type, scalar: Scalar, value: ts.Expression, conditions: ts.Expression[]): Lifted {
    const { ast } = this;
    const literal = (n: bigint): ts.Expression => (isWide(scalar) ? ast.num(n) : ast.num(Number(n)));
    const base = baseType(type);
    const simple = ast.ts.isIdentifier(value) || ast.ts.isPropertyAccessExpression(value);
    const subject = simple ? value : ast.paren(value);
    let result = value;
    for (let t = type; t.kind === 'alias'; t = t.type) {
      if (t.min !== undefined) conditions.push(ast.bin(subject, '<', literal(t.min)));
      if (t.max !== undefined) conditions.push(ast.bin(subject, '>', literal(t.max)));
    }
    if (base.kind === 'enum' && !base.open) {
      const inRange = base.ranges.map((r) =>
        ast.paren(ast.bin(ast.bin(subject, '>=', literal(r.from)), '&&', ast.bin(subject, '<=', literal(r.to)))),
      );
      const values = base.cases.map((c) => c.value);
      const [first, last] = [values[0] as bigint, values.at(-1) as bigint];
      const dense = last - first === BigInt(values.length - 1) && inRange.length === 0;
      if (dense) conditions.push(ast.bin(subject, '<', literal(first)), ast.bin(subject, '>', literal(last)));
      else if (values.length <= inlineCases)
        conditions.push(
          ast.not(ast.paren(ast.any([...values.map((v) => ast.bin(subject, '===', literal(v))), ...inRange]) as ts.Expression)),
        );
      else
        conditions.push(
          ast.not(ast.paren(ast.any([ast.call(ast.prop(ast.arr(values.map(literal)), 'includes'), subject), ...inRange]) as ts.Expression)),
        );
    }
    if (base.kind === 'flags' && base.unknown !== 'pass') {
      const mask = base.bits.reduce((m, b) => m | b.value, 0n);
      const bits = isWide(scalar) ? BigInt.asUintN(64, mask) : mask;
      if (base.unknown === 'reject') {
        const rest = isWide(scalar)
          ? ast.bin(subject, '&', literal(BigInt.asUintN(64, ~bits)))
          : ast.bin(subject, '&', ast.num(Number(BigInt.asIntN(32, ~bits))));
        conditions.push(ast.bin(ast.paren(rest), '!==', literal(0n)));
      } else {
        const kept = ast.bin(subject, '&', isWide(scalar) ? literal(bits) : ast.num(Number(BigInt.asIntN(32, bits))));
        result = scalar === 'u32' ? ast.bin(ast.paren(kept), '>>>', ast.num(0)) : ast.paren(kept);
      }
    }
    return { invalid: ast.any(conditions), value: result };
  }
}
