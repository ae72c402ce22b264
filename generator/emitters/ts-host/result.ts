import type ts from 'typescript';
import { baseType, type Scalar, type Type } from '../../ir/abi.js';
import type { Output } from '../../ir/outputs.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ex, St } from './ast.js';
import { tableOf } from './tables.js';
import type { Writer } from './writer.js';

/** How one output is checked, encoded, measured and written. */
export interface Prepared {
  readonly output: Output;
  /** The bytes to write, for buffers. */
  readonly bytes: string | undefined;
  /** What was checked, for values that are read in parts. */
  readonly value: Ex;
  readonly commit: St[];
}

/** A value of the core result: of its type, and not one that reads as an error or as absent. */
export function resultCondition(w: Writer, type: Type, value: Ex): ts.Expression {
  const { ast, result } = w;
  const scalar = scalarOf(type) ?? 'u32';
  const { valid } = w.values.check(type, scalar, value);
  const zero = ast.num(scalar.endsWith('64') && scalar !== 'f64' ? 0n : 0);
  const conditions = [valid];
  if (result?.encoding === 'value-or-negative-error') {
    if (scalar.startsWith('s')) conditions.push(ast.bin(value, '>=', zero));
    if (scalar === 'u32' && w.lowered.signature.results[0] === 'i32') conditions.push(ast.bin(value, '<=', ast.num(0x7fffffff)));
    if (scalar === 'u64') conditions.push(ast.bin(value, '<=', ast.num(0x7fffffffffffffffn)));
  }
  if (result?.absent === undefined) return ast.all(conditions) as ts.Expression;
  conditions.push(ast.bin(value, '!==', ast.num(scalar.endsWith('64') ? result.absent : Number(result.absent))));
  return ast.bin(ast.bin(value, '===', ast.nul()), '||', ast.paren(ast.all(conditions) as ts.Expression));
}

/** An i32 as engines hold it: above 2^31 an unsigned number would be a double, which costs a scalar import a third. */
const signed = (w: Writer, scalar: Scalar, number: ts.Expression): ts.Expression => {
  const small = w.result?.encoding === 'value-or-negative-error';
  return scalar === 'u32' && w.lowered.signature.results[0] === 'i32' && !small ? w.ast.bin(number, '|', w.ast.num(0)) : number;
};

/** The core result of a call that went well. */
export function success(w: Writer, value: readonly [Output, Ex] | undefined, prepared: readonly Prepared[] = []): St {
  const { ast, result, lowered } = w;
  const core = lowered.signature.results[0];
  if (core === undefined || result === undefined) return ast.ret();
  if (value !== undefined) {
    const [output, expression] = value;
    const base = baseType(output.type);
    const scalar = scalarOf(output.type) ?? 'u32';
    const number =
      base.kind === 'handle' && base.issuedBy === 'glue'
        ? w.values.toCore('u32', core, ast.call(`${tableOf(w, base)}.add`, expression))
        : signed(w, scalar, w.values.toCore(scalar, core, w.values.check(output.type, scalar, expression).value));
    if (result.absent === undefined) return ast.ret(number);
    return ast.ret(ast.cond(ast.bin(expression, '===', ast.nul()), w.coreResult(result.absent), number));
  }
  const measured = prepared.find((p) => p.output.passing?.param.written === 'result');
  if (measured) {
    const length =
      measured.output.passing?.param.whenShort?.kind === 'truncate' ? measured.output.name : ast.prop(measured.bytes as string, 'length');
    return ast.ret(w.values.toCore('u32', core, length));
  }
  return ast.ret(w.coreResult(result.encoding === 'status' ? (result.errors[0]?.roles.success?.value ?? 0n) : 0n));
}
