import { baseType, type FuncResult, type Origin, type Param, type Type, type WhenShort } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { child, describe, kindOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { checkAliases } from './names.js';
import { count, valueIn } from './numbers.js';
import type { TypeResolver } from './types.js';

const buffers: ReadonlySet<string> = new Set(['string', 'bytes', 'packed', 'packed-union', 'payload']);
const lists: ReadonlySet<string> = new Set(['list', 'buffers']);
const values: ReadonlySet<string> = new Set(['scalar', 'enum', 'flags', 'errors', 'handle', 'opaque', 'address', 'cancel-token']);

/** Guest memory ends at 4 GiB. */
const maxLength = 2 ** 32 - 1;

/** Parameters of one function; `n` is the number of an arity family. */
export function params(
  types: TypeResolver,
  interfaceName: string,
  functionName: string,
  raw: readonly Raw.Param[],
  result: FuncResult | undefined,
  origin: Origin,
  n: number | undefined,
): Param[] {
  const found = raw.flatMap((p, i): Param[] => {
    const at = child(origin, 'params', i);
    const one = (name: string) => param(types, interfaceName, functionName, name, p, result, at);
    if (p.repeat === undefined) {
      const single = one(p.name);
      return single ? [single] : [];
    }
    if (n === undefined)
      types.context.report('resolve/parameter', at, { name: p.name, why: 'is repeated, but the function is not an arity family' });
    return Array.from({ length: n ?? 0 }, (_, k) => one(`${p.name}${k}`)).filter((x) => x !== undefined);
  });
  together(types, raw, found, origin);
  return found;
}

function param(
  types: TypeResolver,
  interfaceName: string,
  functionName: string,
  name: string,
  raw: Raw.Param,
  result: FuncResult | undefined,
  origin: Origin,
): Param | undefined {
  const { context } = types;
  const type = types.resolve(raw.type, interfaceName, child(origin, 'type'));
  if (!type) return undefined;
  for (const why of contradictions(raw, type)) context.report('resolve/parameter', origin, { name, why });
  const domain = result?.errors[0];
  const named = (caseName: string, keyword: string) => {
    if (!domain) context.report('resolve/no-errors', child(origin, keyword), { what: `${keyword} of ${functionName}.${name}` });
    return domain && context.caseOf(domain, caseName, child(origin, keyword));
  };
  const bound = (keyword: 'minLength' | 'maxLength'): number | undefined =>
    raw[keyword] === undefined ? undefined : count(context, raw[keyword], maxLength, 'a length', child(origin, keyword));
  let whenShort: WhenShort | undefined;
  if (raw.whenShort === 'truncate') whenShort = { kind: 'truncate' };
  else if (raw.whenShort !== undefined) {
    const found = named(raw.whenShort.error, 'whenShort');
    whenShort = found && { kind: 'error', case: found, item: raw.whenShort.item };
  }
  const life = lifecycle(context, name, raw, origin);
  return {
    type,
    aliases: raw.aliases ?? [],
    pass: raw.pass ?? 'in',
    unit: raw.unit,
    core: raw.core,
    addressType: raw.addressType ?? 'i32',
    lengthType: raw.lengthType ?? 'i32',
    optional: raw.optional ?? false,
    absent: raw.absent === undefined ? undefined : valueIn(context, raw.absent, type, child(origin, 'absent')),
    written: raw.written,
    lengthWidth: raw.lengthWidth ?? 'u32',
    whenShort,
    count: raw.count,
    minLength: bound('minLength') ?? 0,
    maxLength: bound('maxLength'),
    align: raw.align ?? 1,
    own: raw.own ?? false,
    errorText: raw.role === 'error-text',
    retained: raw.retained ?? false,
    mayOverlap: raw.mayOverlap ?? false,
    fault: raw.fault === undefined ? undefined : named(raw.fault, 'fault'),
    coreNames: raw.repeat === undefined ? (raw.coreNames ?? []) : [],
    // At the end: an object that begins with a spread is slow to build, and there is one for each parameter.
    ...life,
  };
}

/** What about one parameter cannot be. */
function* contradictions(raw: Raw.Param, type: Type): Iterable<string> {
  const { kind } = baseType(type);
  const pass = raw.pass ?? 'in';
  const out = pass === 'out';
  const isBuffer = buffers.has(kind);
  const isList = lists.has(kind);
  if (pass === 'count' && (kind !== 'scalar' || raw.type !== 'u32')) yield 'a count is a u32';
  if (pass === 'inout' && kind !== 'bytes') yield `only bytes can be changed in place, not ${describe(type)}`;
  if (raw.optional && !(isBuffer || isList)) yield '(0, 0) means absent only for buffers and lists; use `absent`';
  if (raw.absent !== undefined && !(values.has(kind) && pass === 'in')) yield '`absent` is for values that the guest passes';
  if (raw.written !== undefined && !(out && isBuffer)) yield '`written` is for out-buffers';
  if (out && isBuffer && raw.written === undefined) yield 'an out-buffer says how its length is `written`';
  if (raw.lengthWidth !== undefined && raw.written !== 'length') yield '`lengthWidth` is for a length that is `written` through a pointer';
  if (raw.whenShort !== undefined && !(out && isBuffer)) yield '`whenShort` is for out-buffers';
  if (out && isBuffer && raw.written === 'length' && raw.whenShort === undefined)
    yield 'an out-buffer with a length pointer says what happens `whenShort`';
  if (out && raw.written === 'result' && kind !== 'bytes' && kind !== 'string' && raw.whenShort === undefined)
    yield 'an encoded value that may not fit says what happens `whenShort`';
  if (raw.whenShort === 'truncate' && kind !== 'bytes' && kind !== 'string') yield `a cut ${kind} cannot be decoded`;
  if (raw.written === 'all' && kind !== 'bytes') yield 'only bytes can fill a whole buffer';
  if (raw.count !== undefined && !isList) yield '`count` is for lists';
  if (raw.core !== undefined && !(values.has(kind) && pass === 'in'))
    yield '`core` is for values that the guest passes; widen an address with `addressType`';
  if (raw.own && kind !== 'handle') yield 'only a handle can be owned';
  if (raw.role === 'error-text' && !(out && kind === 'string')) yield 'the error text is an out string';
  if (raw.retained && !(isBuffer && pass === 'in')) yield 'only bytes that the host reads can be retained';
  if (kind === 'stream' && !out) yield 'a stream is made by the host: pass it out';
  if ((kind === 'pointer' || kind === 'cancel-token' || kind === 'address') && pass !== 'in') yield `${kindOf(type)} is passed in`;
  const base = baseType(type);
  const bounded = raw.maxLength !== undefined || (base.kind === 'list' && base.maxLength !== undefined);
  if (kind === 'list' && out && raw.count === undefined && !bounded) yield 'an out list has a `count` parameter or a `maxLength`';
  if (raw.minLength !== undefined && raw.maxLength !== undefined && BigInt(raw.minLength) > BigInt(raw.maxLength))
    yield '`minLength` is more than `maxLength`';
}

/** What about the parameters together cannot be. */
function together(types: TypeResolver, raw: readonly Raw.Param[], found: readonly Param[], origin: Origin): void {
  const wrong = (i: number, name: string, why: string) =>
    types.context.report('resolve/parameter', child(origin, 'params', i), { name, why });
  const counts = new Set(raw.filter((p) => p.pass === 'count').map((p) => p.name));
  const counted = new Set(raw.map((p) => p.count));
  const seen = new Set<string>();
  for (const [i, p] of raw.entries()) {
    if (seen.has(p.name)) wrong(i, p.name, 'stands twice');
    seen.add(p.name);
    if (p.count !== undefined && !counts.has(p.count)) wrong(i, p.name, `there is no count parameter ${p.count}`);
    if (p.pass === 'count' && !counted.has(p.name)) wrong(i, p.name, 'no list names it as its count');
  }
  if (seen.size === raw.length) checkAliases(types.context, found);
  const inResult = found.filter((p) => p.written === 'result');
  if (inResult.length > 1)
    types.context.report('resolve/parameter', origin, {
      name: inResult[1]?.name ?? '',
      why: 'the result can carry the length of one buffer only',
    });
}
