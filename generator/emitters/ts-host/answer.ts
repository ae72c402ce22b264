import type ts from 'typescript';
import { baseType } from '../../ir/abi.js';
import type { MemoryType, Passing } from '../../ir/lowered.js';
import type { Output } from '../../ir/outputs.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ex, St } from './ast.js';
import { commitBuffers, commitView, filled, openStreams } from './commit.js';
import { payloadFunction, typeFunction } from './lift.js';
import { type Prepared, resultCondition, success } from './result.js';
import { quotas, tableOf } from './tables.js';
import { isLive, keyOf, type Writer } from './writer.js';

/**
 * Answers the call: checks what the host returned, encodes every output, and only then writes the first byte. Whatever is
 * not a value of the result goes to `fail`, which knows failures from mistakes. Every property of what was returned
 * is read once: a getter could answer differently the second time.
 */
export function answerStatements(w: Writer): St[] {
  const { ast, method } = w;
  if (method.counted) return counted(w, method.counted);
  const view = method.args.find((a) => a.kind === 'view');
  const [first, ...more] = method.outputs;
  const out: St[] = [];
  if (first === undefined) {
    out.push(unless(w, ast.bin('returned', '===', ast.undef())));
    if (view) out.push(unless(w, ast.bin(ast.prop('view', 'length'), '===', w.at(view.passing, 1))));
    openStreams(w, out);
    if (view) out.push(commitView(w, view.passing, w.at(view.passing, 1)));
    commitBuffers(w, out, undefined);
    out.push(success(w, undefined));
    return out;
  }
  if (more.length === 0) return outputs(w, new Map([[first, 'returned']]));
  out.push(unless(w, ast.call(w.glue('isRecord'), 'returned')));
  const values = new Map(method.outputs.map((o): [Output, Ex] => [o, w.locals.fresh(`${o.name}-returned`)]));
  for (const [o, local] of values) out.push(ast.const(local as string, ast.prop('returned', o.name)));
  return [...out, ...outputs(w, values)];
}

/** Leaves with a failure unless a condition holds. */
const unless = (w: Writer, condition: ts.Expression): St =>
  w.ast.if(w.ast.not(w.ast.paren(condition)), w.ast.ret(failure(w, 'returned', false)));

/** The core result for an answer that is not a value; where there is a buffer for the text of an error, it is written. */
export function failure(w: Writer, answer: 'returned' | 'cause', thrown: boolean): ts.Expression {
  const { ast, method } = w;
  const text = method.errorText;
  const fails = (w.result?.errors ?? []).length > 0 ? 'fail' : 'crash';
  if (!text) return ast.call(w.glue(fails), 'guest', 'row', answer, ...(thrown ? [ast.bool(true)] : []));
  const wide = text.param.lengthWidth === 'u64' ? [ast.bool(true)] : [];
  const length = text.param.written === 'length' ? [w.at(text, 2), ...wide] : [];
  return ast.call(w.glue('failText'), 'guest', 'row', answer, ast.bool(thrown), w.at(text, 0), w.at(text, 1), ...length);
}

/** A view that the host filled: the method returns how much of it. A view that was detached under the host has no length. */
function counted(w: Writer, passing: Passing): St[] {
  const { ast } = w;
  const fits = ast.all([
    ast.bin(ast.paren(ast.bin('returned', '|', ast.num(0))), '===', 'returned'),
    ast.bin('returned', '>=', ast.num(0)),
    ast.bin('returned', '<=', ast.prop('view', 'length')),
  ]) as ts.Expression;
  const out = [unless(w, fits)];
  openStreams(w, out);
  out.push(commitView(w, passing, 'returned'));
  commitBuffers(w, out, undefined);
  return [...out, ast.ret(w.values.toCore('u32', w.lowered.signature.results[0] ?? 'i32', 'returned'))];
}

function outputs(w: Writer, values: ReadonlyMap<Output, Ex>): St[] {
  const { ast } = w;
  const out: St[] = [];
  const prepared = [...values].map(([output, value]) => prepare(w, output, value, out));
  const total = [...values].find(([o]) => o.passing === undefined || o.passing.by === 'memory');
  // A host that says how much it read cannot have read more than there was room for.
  for (const p of total && values.size === 1 ? filled(w) : []) {
    const views = w.local(p, 'views');
    const scalar = scalarOf((total as [Output, Ex])[0].type);
    if (scalar === 'u32') out.push(unless(w, ast.bin((total as [Output, Ex])[1], '<=', ast.call(w.glue('totalOf'), views))));
  }
  shortage(w, prepared, out);
  // The guest may have run, and opened handles of its own.
  if ((!isLive(w) && !w.lowered.func.task) || w.method.args.some((a) => baseType(a.passing.param.type).kind === 'stream'))
    out.push(...quotas(w));
  openStreams(w, out);
  const writes = prepared.flatMap((p) => p.commit);
  const touches = prepared.some((p) => p.output.passing !== undefined);
  if (touches) out.push(ast.const('target', ast.call('guest.mem')));
  out.push(...writes);
  commitBuffers(w, out, total?.[1]);
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
  const plain = { output, bytes: undefined, value };
  if (base.kind === 'handle' && base.issuedBy === 'glue') {
    const isResource = ast.call(w.glue('isResource'), value);
    const mayLack = passing === undefined && w.result?.absent !== undefined;
    out.push(unless(w, mayLack ? ast.bin(ast.bin(value, '===', ast.nul()), '||', isResource) : isResource));
    if (passing === undefined) return { ...plain, commit: [] };
    const scalar = base.repr;
    const handle = ast.call(`${tableOf(w, base)}.add`, value);
    return {
      ...plain,
      commit: [ast.do(values.store(scalar, w.at(passing, 0), scalar.endsWith('64') ? ast.call('BigInt', handle) : handle))],
    };
  }
  if (passing === undefined) {
    out.push(unless(w, resultCondition(w, output.type, value)));
    return { ...plain, commit: [] };
  }
  if (passing.by === 'memory') {
    const { memory } = passing;
    if (memory.kind === 'scalar') {
      out.push(unless(w, values.check(memory.type, memory.scalar, value).valid));
      return { ...plain, commit: storeOf(w, memory, w.at(passing, 0), value) };
    }
    const taken = w.locals.fresh(`${output.name}-taken`);
    out.push(ast.const(taken, ast.call(typeFunction(w, 'take', memory.type), value)), unless(w, ast.bin(taken, '!==', ast.undef())));
    return { ...plain, commit: storeOf(w, memory, w.at(passing, 0), taken) };
  }
  if (passing.by === 'list') return records(w, output, passing, value, out);
  const bytes = w.locals.fresh(`${output.name}-bytes`);
  const { param } = passing;
  const encoded = encodedBytes(w, base, value);
  if (base.kind === 'string') out.push(unless(w, ast.typeOf(value, 'string')));
  out.push(ast.const(bytes, encoded));
  if (base.kind !== 'string') out.push(unless(w, ast.bin(bytes, '!==', ast.undef())));
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
  return { output: { ...output, name: typeof length === 'string' ? length : output.name }, bytes, value, commit };
}

/** The bytes of a value for a buffer; undefined, at run time, for what is not one of the type. */
function encodedBytes(w: Writer, base: ReturnType<typeof baseType>, value: Ex): ts.Expression {
  const { ast } = w;
  switch (base.kind) {
    case 'string':
      return ast.call(w.glue('encode'), value);
    case 'packed':
    case 'packed-union':
      return ast.call(w.glue('pack'), 'guest', value, typeFunction(w, 'write', base));
    case 'payload': {
      w.uses.add(`codec:${base.codec}`);
      const is = base.schema === undefined ? w.glue('anything') : payloadFunction(w, base);
      return ast.call(w.glue('encodePayload'), 'guest', ast.prop('guest.codecs', base.codec.replace('-', '')), value, is);
    }
    default:
      return ast.call(w.glue('bytesOf'), 'guest', value);
  }
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
  // Every parameter has an error of its own: that of the first that is too small is answered.
  const codes = bounded.map((p) => w.encoded(p.short.case.value));
  const same = bounded.every((p) => p.short.case === first.short.case);
  const code = (i: number): ts.Expression =>
    same || i === bounded.length - 1
      ? (codes[i] as ts.Expression)
      : ast.cond(conditions[i] as ts.Expression, codes[i] as ts.Expression, code(i + 1));
  const task = w.lowered.func.taskPart && w.lowered.passings[0];
  const keep = task
    ? bounded.some((p) => p.short.item !== 'lost')
      ? [ast.do(ast.call(`${w.local(task, 'resource')}.keep`, keptValue(w, prepared)))]
      : []
    : bounded.some((p) => p.short.item === 'kept')
      ? [ast.do(ast.call('kept.keep', keptValue(w, prepared), ...keyOf(w)))]
      : [];
  const fresh = needs.length > 0 ? [ast.do(ast.call('guest.mem'))] : [];
  out.push(ast.if(ast.any(conditions) as ts.Expression, [...fresh, ...needs, ...keep, ast.ret(code(0))]));
}

/** What is kept of an answer. Bytes are copied: the host may use its buffer again. */
function keptValue(w: Writer, prepared: readonly Prepared[]): ts.Expression {
  const { ast } = w;
  const one = (p: Prepared): ts.Expression => {
    const { passing, type } = p.output;
    const bytes = passing !== undefined && p.bytes !== undefined && baseType(type).kind === 'bytes';
    return bytes ? ast.call(`${p.bytes}.slice`) : ast.ex(p.value);
  };
  const [first] = prepared;
  if (prepared.length === 1 && first) return one(first);
  const names = new Map(w.method.outputs.map((o) => [o.passing, o.name]));
  return ast.obj(prepared.map((p) => [names.get(p.output.passing) ?? '', one(p)] as const));
}

function records(w: Writer, output: Output, passing: Extract<Passing, { by: 'list' }>, value: Ex, out: St[]): Prepared {
  const { ast } = w;
  const item = passing.item as MemoryType;
  const count = w.core[passing.countAt] as string;
  const items = w.locals.fresh(`${output.name}-items`);
  const take =
    item.kind === 'scalar'
      ? ast.arrow(['value'], ast.cond(w.values.check(item.type, item.scalar, 'value').valid, 'value', ast.undef()))
      : ast.ex(typeFunction(w, 'take', item.type));
  out.push(ast.const(items, ast.call(w.glue('listOf'), value, count, take)), unless(w, ast.bin(items, '!==', ast.undef())));
  const at = ast.bin(w.at(passing, 0), '+', ast.bin('i', '*', ast.num(item.size)));
  const commit = [ast.times('i', ast.prop(items, 'length'), storeOf(w, item, at, ast.index(items, 'i')))];
  return { output, bytes: undefined, value: items, commit };
}

const storeOf = (w: Writer, memory: MemoryType, at: Ex, value: Ex): St[] =>
  memory.kind === 'scalar'
    ? [w.ast.do(w.values.store(memory.scalar, at, w.values.check(memory.type, memory.scalar, value).value))]
    : [w.ast.do(w.ast.call(typeFunction(w, 'store', memory.type), 'guest', at, value))];
