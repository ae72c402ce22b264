import type ts from 'typescript';
import { baseType, type HandleType, type Type } from '../../ir/abi.js';
import type { MemoryType, Passing } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ex, St } from './ast.js';
import { payloadFunction, tableOf, typeFunction } from './lift.js';
import type { Output } from './plan.js';
import { keyOf, streamInfo, type Writer } from './writer.js';

/**
 * Answers the call: checks what the host returned, encodes every output, and only then writes the first byte. Whatever is
 * not a value of the result goes to `guest.fail`, which knows failures from mistakes.
 */
export function answerStatements(w: Writer): St[] {
  const { ast, method, lowered } = w;
  const { func } = lowered;
  if (func.noreturn) return [ast.ret(ast.call('guest.trap', ast.str(w.id), ast.str('came back, and must not')))];
  const out: St[] = [];
  if (method.errorText)
    out.push(
      ast.do(
        ast.call(
          w.glue('failureText'),
          'guest',
          'returned',
          w.at(method.errorText, 0),
          w.at(method.errorText, 1),
          ...(method.errorText.param.written === 'length' ? [w.at(method.errorText, 2)] : []),
        ),
      ),
    );
  if (method.counted) return [...out, ...counted(w, method.counted)];
  const view = method.args.find((a) => a.kind === 'view');
  const [first, ...more] = method.outputs;
  if (first === undefined) {
    out.push(unless(w, ast.bin('returned', '===', ast.undef())));
    if (view) out.push(ast.do(ast.call(w.glue('commit'), 'guest', 'view', w.at(view.passing, 0), w.at(view.passing, 1))));
    commitBuffers(w, out, undefined);
    openStreams(w, out);
    out.push(success(w, undefined));
    return out;
  }
  if (more.length > 0) out.push(unless(w, ast.call(w.glue('isRecord'), 'returned')));
  const values = new Map(method.outputs.map((o): [Output, Ex] => [o, more.length === 0 ? 'returned' : ast.prop('returned', o.name)]));
  return [...out, ...outputs(w, values)];
}

/** Leaves with a failure unless a condition holds. */
const unless = (w: Writer, condition: ts.Expression): St => w.ast.if(w.ast.not(w.ast.paren(condition)), w.ast.ret(failed(w)));
const failed = (w: Writer): ts.Expression => w.ast.call('guest.fail', w.infoName, 'returned');

/** A view that the host filled: the method returns how much of it. */
function counted(w: Writer, passing: Passing): St[] {
  const { ast } = w;
  const fits = ast.all([
    ast.bin(ast.paren(ast.bin('returned', '|', ast.num(0))), '===', 'returned'),
    ast.bin('returned', '>=', ast.num(0)),
    ast.bin('returned', '<=', w.at(passing, 1)),
  ]) as ts.Expression;
  return [
    unless(w, fits),
    ast.do(ast.call(w.glue('commit'), 'guest', 'view', w.at(passing, 0), 'returned')),
    ast.ret(w.values.toCore('u32', w.lowered.signature.results[0] ?? 'i32', 'returned')),
  ];
}

/** How one output is checked, encoded, measured and written. */
interface Prepared {
  readonly output: Output;
  /** The bytes to write, for buffers. */
  readonly bytes: string | undefined;
  readonly commit: St[];
}

function outputs(w: Writer, values: ReadonlyMap<Output, Ex>): St[] {
  const { ast } = w;
  const out: St[] = [];
  const prepared = [...values].map(([output, value]) => prepare(w, output, value, out));
  shortage(w, prepared, out);
  openStreams(w, out);
  const writes = prepared.flatMap((p) => p.commit);
  const touches = prepared.some((p) => p.output.passing !== undefined);
  if (touches) out.push(ast.const('target', ast.call('guest.mem')));
  out.push(...writes);
  const total = [...values].find(([o]) => o.passing === undefined || o.passing.by === 'memory')?.[1];
  commitBuffers(w, out, total);
  out.push(
    success(
      w,
      [...values].find(([o]) => o.passing === undefined),
      prepared,
    ),
  );
  return out;
}

function prepare(w: Writer, output: Output, value: Ex, out: St[]): Prepared {
  const { ast, values } = w;
  const base = baseType(output.type);
  const { passing } = output;
  if (base.kind === 'handle' && base.issuedBy === 'glue') {
    out.push(unless(w, ast.call(w.glue('isResource'), value)));
    if (passing === undefined) return { output, bytes: undefined, commit: [] };
    const scalar = base.repr;
    const handle = ast.call(`${tableOf(w, base)}.add`, value);
    return {
      output,
      bytes: undefined,
      commit: [ast.do(values.store(scalar, w.at(passing, 0), scalar.endsWith('64') ? ast.call('BigInt', handle) : handle))],
    };
  }
  if (passing === undefined) {
    out.push(unless(w, resultCondition(w, output.type, value)));
    return { output, bytes: undefined, commit: [] };
  }
  if (passing.by === 'memory') {
    out.push(unless(w, checkOf(w, passing.memory, value)));
    return { output, bytes: undefined, commit: storeOf(w, passing.memory, w.at(passing, 0), value) };
  }
  if (passing.by === 'list') return records(w, output, passing, value, out);
  const bytes = w.locals.fresh(`${output.name}-bytes`);
  const { param } = passing;
  switch (base.kind) {
    case 'string':
      out.push(unless(w, ast.typeOf(value, 'string')), ast.const(bytes, ast.call(w.glue('encode'), 'guest', value)));
      break;
    case 'bytes':
      out.push(ast.const(bytes, value), unless(w, ast.call(w.glue('isBytes'), bytes)));
      break;
    case 'packed':
    case 'packed-union':
      out.push(
        ast.const(bytes, ast.call(w.glue('pack'), 'guest', value, typeFunction(w, 'write', base))),
        unless(w, ast.bin(bytes, '!==', ast.undef())),
      );
      break;
    case 'payload': {
      w.uses.add(`codec:${base.codec}`);
      const is = base.schema === undefined ? w.glue('anything') : payloadFunction(w, base);
      out.push(
        ast.const(bytes, ast.call(w.glue('encodePayload'), ast.prop('guest.codecs', base.codec.replace('-', '')), value, is)),
        unless(w, ast.bin(bytes, '!==', ast.undef())),
      );
      break;
    }
    default:
      break;
  }
  const capacity = w.at(passing, 1);
  const size = ast.prop(bytes, 'length');
  let length: Ex = size;
  if (param.whenShort?.kind === 'truncate') {
    const cutTo = w.locals.fresh(`${output.name}-length`);
    out.push(ast.const(cutTo, base.kind === 'string' ? ast.call(w.glue('cut'), bytes, capacity) : ast.call('Math.min', size, capacity)));
    length = cutTo;
  } else if (param.written === 'all') out.push(unless(w, ast.bin(size, '===', capacity)));
  else if (param.whenShort === undefined) out.push(unless(w, ast.bin(size, '<=', capacity)));
  const commit = [
    ast.do(ast.call('target.set', length === size ? bytes : ast.call(`${bytes}.subarray`, ast.num(0), length), w.at(passing, 0))),
  ];
  if (param.written === 'length') commit.push(storeLength(w, passing, length));
  return { output: { ...output, name: typeof length === 'string' ? length : output.name }, bytes, commit };
}

const storeLength = (w: Writer, p: Passing, length: Ex): St => {
  const wide = p.param.lengthWidth === 'u64';
  return w.ast.do(w.values.store(wide ? 'u64' : 'u32', w.at(p, 2), wide ? w.ast.call('BigInt', length) : length));
};

/** Values that do not fit: the guest learns the sizes it needs, and nothing is lost that the schema wants kept. */
function shortage(w: Writer, prepared: readonly Prepared[], out: St[]): void {
  const { ast } = w;
  const bounded = prepared.flatMap((p) => {
    const short = p.output.passing?.param.whenShort;
    return short?.kind === 'error' && p.bytes !== undefined && p.output.passing
      ? [{ ...p, passing: p.output.passing, bytes: p.bytes, short }]
      : [];
  });
  const [first] = bounded;
  if (first === undefined) return;
  const conditions = bounded.map((p) => ast.bin(ast.prop(p.bytes, 'length'), '>', w.at(p.passing, 1)));
  const needs = bounded
    .filter((p) => p.passing.param.written === 'length')
    .map((p) => storeLength(w, p.passing, ast.prop(p.bytes, 'length')));
  const keep = bounded.some((p) => p.short.item === 'kept') ? [ast.do(ast.call('kept.keep', 'returned', ...keyOf(w)))] : [];
  const fresh = needs.length > 0 ? [ast.do(ast.call('guest.mem'))] : [];
  out.push(ast.if(ast.any(conditions) as ts.Expression, [...fresh, ...needs, ...keep, ast.ret(w.encoded(first.short.case.value))]));
}

function records(w: Writer, output: Output, passing: Extract<Passing, { by: 'list' }>, value: Ex, out: St[]): Prepared {
  const { ast } = w;
  const item = passing.item as MemoryType;
  const count = w.core[passing.countAt] as string;
  out.push(
    unless(
      w,
      ast.all([
        ast.call('Array.isArray', value),
        ast.bin(ast.prop(ast.ex(value), 'length'), '<=', count),
        ast.call(ast.prop(ast.ex(value), 'every'), ast.arrow(['value'], checkOf(w, item, 'value'))),
      ]) as ts.Expression,
    ),
  );
  const at = ast.bin(w.at(passing, 0), '+', ast.bin('i', '*', ast.num(item.size)));
  const commit = [ast.times('i', ast.prop(ast.ex(value), 'length'), storeOf(w, item, at, ast.index(value, 'i')))];
  return { output, bytes: undefined, commit };
}

const checkOf = (w: Writer, memory: MemoryType, value: Ex): ts.Expression =>
  memory.kind === 'scalar'
    ? w.values.check(memory.type, memory.scalar, value).valid
    : w.ast.call(typeFunction(w, 'check', memory.type), value);

const storeOf = (w: Writer, memory: MemoryType, at: Ex, value: Ex): St[] =>
  memory.kind === 'scalar'
    ? [w.ast.do(w.values.store(memory.scalar, at, w.values.check(memory.type, memory.scalar, value).value))]
    : [w.ast.do(w.ast.call(typeFunction(w, 'store', memory.type), 'guest', at, value))];

/** A value of the core result: of its type, and not one that reads as an error or as absent. */
function resultCondition(w: Writer, type: Type, value: Ex): ts.Expression {
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

/** Makes the guest's stream objects. They may grow the memory, so this comes before anything is written. */
function openStreams(w: Writer, out: St[]): void {
  const { ast, method } = w;
  for (const { passing } of method.args) {
    const base = baseType(passing.param.type);
    if (base.kind !== 'stream') continue;
    const bits = w.locals.fresh(`${passing.param.name}-bits`);
    out.push(
      ast.const(bits, ast.call(ast.prop(ast.call(w.glue('streamsOf'), 'guest', streamInfo(w, base)), 'open'), w.local(passing, 'stream'))),
      ast.do(ast.call('guest.mem')),
    );
    const wide = base.repr.endsWith('64');
    out.push(ast.do(w.values.store(wide ? 'u64' : 'u32', w.at(passing, 0), wide ? bits : ast.call('Number', bits))));
  }
}

/** Brings back scatter/gather buffers that the host filled, where they are copies. */
function commitBuffers(w: Writer, out: St[], total: Ex | undefined): void {
  const { ast, lowered } = w;
  for (const p of lowered.passings) {
    if (baseType(p.param.type).kind === 'bytes' && p.param.pass === 'inout') {
      out.push(ast.do(ast.call(w.glue('commit'), 'guest', w.local(p, 'value'), w.at(p, 0), w.at(p, 1))));
    }
    if (baseType(p.param.type).kind !== 'buffers' || p.param.pass !== 'out') continue;
    const views = w.local(p, 'views');
    out.push(ast.do(ast.call(w.glue('commitAll'), 'guest', views, w.local(p, 'addresses'), total ?? ast.call(w.glue('totalOf'), views))));
  }
}

/** The core result of a call that went well. */
function success(w: Writer, value: readonly [Output, Ex] | undefined, prepared: readonly Prepared[] = []): St {
  const { ast, result, lowered } = w;
  const core = lowered.signature.results[0];
  if (core === undefined || result === undefined) return ast.ret();
  if (value !== undefined) {
    const [output, expression] = value;
    const base = baseType(output.type);
    if (base.kind === 'handle' && base.issuedBy === 'glue') {
      const handle = ast.call(`${tableOf(w, base as HandleType)}.add`, expression);
      return ast.ret(core === 'i64' ? ast.call('BigInt', handle) : handle);
    }
    const scalar = scalarOf(output.type) ?? 'u32';
    const number = w.values.toCore(scalar, core, w.values.check(output.type, scalar, expression).value);
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
