import type ts from 'typescript';
import { baseType } from '../../ir/abi.js';
import type { MemoryType, Passing } from '../../ir/lowered.js';
import type { Ex, St } from './ast.js';
import { writtenBuffers } from './commit.js';
import { maySuspend } from './hosted.js';
import { normalise, overlaps, range } from './ranges.js';
import { distinct, handle, quotas } from './tables.js';
import { isLive, isTracked, streamInfo, type Writer } from './writer.js';

/** What is done before the host is called, and with what it is called. */
export interface Lift {
  readonly statements: readonly St[];
  /** What takes effect, and so waits until everything is valid. */
  readonly beforeCall: readonly St[];
  readonly args: readonly Ex[];
}

/**
 * Lifts the core parameters: handles first, then numbers, then every range against the memory, then what the ranges
 * hold. Nothing is touched and nothing takes effect before all of it is valid.
 */
export function liftStatements(w: Writer): Lift {
  const { ast, lowered } = w;
  const handles: St[] = [];
  const numbers: St[] = [];
  const addresses: St[] = [];
  const ranges: St[] = [];
  const decode: St[] = [];
  const beforeCall: St[] = [];
  const values = new Map<Passing, Ex>();
  for (const p of lowered.passings) {
    if (p.by === 'value') {
      if (isTracked(p)) values.set(p, handle(w, p, handles, beforeCall));
      else values.set(p, number(w, p, numbers));
    } else if (p.by === 'count') normalise(w, w.at(p, 0), p.param.lengthType, addresses);
    else if (p.by === 'pointer') {
      normalise(w, w.at(p, 0), lowered.coreParams[p.at]?.type as 'i32', addresses);
      values.set(p, ast.create(w.glue('GuestPointer'), 'guest', w.at(p, 0)));
    } else {
      range(w, p, addresses, ranges);
      const value = content(w, p, decode);
      if (value !== undefined) values.set(p, value);
    }
  }
  const touches = ranges.length > 0 || decode.length > 0;
  const args = w.method.args.map((a): Ex => {
    if (a.kind === 'capacity') return a.passing.by === 'list' ? ((w.core[a.passing.countAt] as string) ?? '') : w.at(a.passing, 1);
    if (a.kind === 'view') return 'view';
    return values.get(a.passing) as Ex;
  });
  // A resource that cannot get a handle must not be made.
  decode.push(...quotas(w));
  const view = w.method.args.find((a) => a.kind === 'view');
  if (view)
    decode.push(
      ast.const('view', ast.call(w.glue(isLive(w) ? 'room' : 'fresh'), 'guest', 'memory', w.at(view.passing, 0), w.at(view.passing, 1))),
    );
  return {
    statements: [
      ...handles,
      ...distinct(w),
      ...numbers,
      ...addresses,
      ...(touches ? [ast.const('memory', ast.call('guest.mem'))] : []),
      ...ranges,
      ...overlaps(w),
      ...decode,
    ],
    beforeCall,
    args,
  };
}

function number(w: Writer, p: Extract<Passing, { by: 'value' }>, out: St[]): Ex {
  const { ast, values } = w;
  const core = w.at(p, 0);
  const type = w.lowered.coreParams[p.at]?.type ?? 'i32';
  const base = baseType(p.param.type);
  // Core numbers are signed, whatever their type is.
  const literal = (n: bigint): ts.Expression => ast.num(type === 'i64' ? BigInt.asIntN(64, n) : Number(BigInt.asIntN(32, n)));
  const lifted = values.fromCore(p.param.type, p.scalar, type, core);
  const { absent } = p.param;
  if (lifted.invalid) {
    const invalid = absent === undefined ? lifted.invalid : ast.bin(ast.bin(core, '!==', literal(absent)), '&&', ast.paren(lifted.invalid));
    out.push(ast.if(invalid, w.invalid(p.param)));
  }
  if (base.kind === 'cancel-token') {
    const poll = exportInfo(w, base.pollExport);
    // The guest is asked with all bits of a number, so that a narrow one can carry a tag too.
    const id = type === 'i64' ? lifted.value : ast.call('BigInt', lifted.value);
    const token = ast.create(w.glue('CancelToken'), 'guest', id, poll, ast.num(base.tag), ast.num(base.cancelled));
    return ast.cond(ast.bin(core, '===', literal(base.none)), ast.nul(), token);
  }
  return absent === undefined ? lifted.value : ast.cond(ast.bin(core, '===', literal(absent)), ast.nul(), lifted.value);
}

/** Name of the constant that describes a guest export. */
export function exportInfo(w: Writer, id: string): string {
  w.uses.add(`export:${id}`);
  return `${id.replace(/[.\-_](.)/g, (_, c: string) => c.toUpperCase())}Export`;
}

/** What a range holds, or null if it is optional and the guest gives neither address nor length. */
export function orAbsent(w: Writer, p: Passing, length: Ex, value: ts.Expression): ts.Expression {
  if (!p.param.optional) return value;
  const { ast } = w;
  return ast.cond(ast.bin(ast.bin(w.at(p, 0), '===', ast.num(0)), '&&', ast.bin(length, '===', ast.num(0))), ast.nul(), value);
}

/** What a range holds, for the host. Undefined for what the host only writes. */
function content(w: Writer, p: Passing, decode: St[]): Ex | undefined {
  const { ast } = w;
  const { param } = p;
  const base = baseType(param.type);
  const address = w.at(p, 0);
  if (base.kind === 'stream') return streamArgument(w, p, decode);
  if (base.kind === 'buffers') return scattered(w, p, decode);
  if (param.pass === 'out') return undefined;
  const local = w.local(p, 'value');
  const absent = (value: ts.Expression): ts.Expression => {
    return orAbsent(w, p, p.by === 'list' ? (w.core[p.countAt] as string) : w.at(p, 1), value);
  };
  const checked = (value: ts.Expression): Ex => {
    decode.push(ast.const(local, absent(value)), ast.if(ast.bin(local, '===', ast.undef()), w.invalid(param)));
    return local;
  };
  if (p.by === 'memory')
    return checked(
      p.memory.kind === 'scalar'
        ? w.values.load(p.memory.scalar, address)
        : ast.call(typeFunction(w, 'load', p.memory.type), 'guest', address),
    );
  if (p.by === 'list') return list(w, p, local, decode, absent);
  const length = w.at(p, 1);
  const [unpacked, decoded] = [`${local}Unpacked`, `${local}Decoded`];
  const copied = (): ts.Expression => {
    const copy = ast.call('memory.slice', address, ast.bin(address, '+', length));
    // A call that may be made again is known by what the host was given.
    if (!maySuspend(w.lowered.func)) return copy;
    decode.push(ast.const(w.local(p, 'bytes'), copy));
    return ast.ex(w.local(p, 'bytes'));
  };
  switch (base.kind) {
    case 'string':
      return checked(ast.call(w.glue('text'), 'guest', 'memory', address, length));
    case 'bytes': {
      // What is changed in place beside other outputs is brought back once they are valid.
      const copy = param.retained || !isLive(w) || (param.pass === 'inout' && w.method.outputs.length > 0);
      const bytes = copy ? copied() : ast.call(w.glue('borrow'), 'guest', 'memory', address, length);
      if (!param.optional && param.pass === 'in') return bytes;
      decode.push(ast.const(local, absent(bytes)));
      return local;
    }
    case 'packed':
    case 'packed-union':
      decode.push(ast.const(unpacked, absent(ast.call(w.glue('unpack'), 'guest', copied(), typeFunction(w, 'read', base)))));
      decode.push(ast.if(ast.bin(unpacked, '===', ast.undef()), w.invalid(param)));
      return param.optional ? ast.bin(ast.call(w.glue('unwrapped'), unpacked), '??', ast.nul()) : `${unpacked}.value`;
    case 'payload': {
      w.uses.add(`codec:${base.codec}`);
      const is = base.schema === undefined ? w.glue('anything') : payloadFunction(w, base);
      const codec = ast.prop('guest.codecs', base.codec.replace('-', ''));
      decode.push(ast.const(decoded, absent(ast.call(w.glue('decodePayload'), codec, copied(), is))));
      decode.push(ast.if(ast.bin(decoded, '===', ast.undef()), w.invalid(param)));
      if (writtenBuffers(w).includes(p)) decode.push(ast.const(w.local(p, 'copies'), ast.arr([])));
      for (const b of base.buffers) {
        const at = ast.obj([
          ['at', ast.arr(b.at.map((s) => ast.str(s)))],
          ['address', ast.str(b.address)],
          ['length', ast.str(b.length)],
          ['view', ast.str(b.view)],
        ]);
        const copies = isLive(w) ? [] : [b.access === 'in' ? ast.arr([]) : w.local(p, 'copies')];
        decode.push(ast.if(ast.not(ast.call(w.glue('embed'), 'guest', 'memory', `${decoded}.value`, at, ...copies)), w.fault(param)));
      }
      return param.optional ? ast.bin(ast.call(w.glue('unwrapped'), decoded), '??', ast.nul()) : `${decoded}.value`;
    }
    default:
      return undefined;
  }
}

export const typeFunction = (
  w: Writer,
  verb: 'load' | 'take' | 'store' | 'read' | 'write',
  type: Parameters<typeof w.names.type>[0],
): string => {
  const name = `${verb}${w.names.type(type)}`;
  w.uses.add(`type:${name}`);
  return name;
};

export const payloadFunction = (w: Writer, type: Parameters<typeof w.names.type>[0]): string => {
  const name = `is${w.names.type(type)}`;
  w.uses.add(`payload:${name}`);
  return name;
};

function list(
  w: Writer,
  p: Extract<Passing, { by: 'list' }>,
  local: string,
  decode: St[],
  absent: (value: ts.Expression) => ts.Expression,
): Ex {
  const { ast } = w;
  const item = p.item as MemoryType;
  const count = w.core[p.countAt] as string;
  const at = ast.bin(w.at(p, 0), '+', ast.bin('i', '*', ast.num(item.size)));
  const one = w.locals.fresh(`${p.param.name}-item`);
  const load = item.kind === 'scalar' ? w.values.load(item.scalar, at) : ast.call(typeFunction(w, 'load', item.type), 'guest', at);
  const lifted =
    item.kind === 'scalar'
      ? w.values.fromMemory(item.type, item.scalar, one)
      : { invalid: ast.bin(one, '===', ast.undef()), value: ast.ex(one) };
  decode.push(
    ast.const(local, absent(ast.arr([]))),
    ast.times('i', count, [
      ast.const(one, load),
      ...(lifted.invalid ? [ast.if(lifted.invalid, w.invalid(p.param))] : []),
      ast.do(ast.call(`${local}.push`, lifted.value)),
    ]),
  );
  return local;
}

function scattered(w: Writer, p: Passing, decode: St[]): Ex {
  const { ast } = w;
  const local = w.local(p, 'views');
  const addresses = w.local(p, 'addresses');
  const count = w.core[(p as Extract<Passing, { by: 'list' }>).countAt] as string;
  const out = p.param.pass === 'out';
  const make = isLive(w) ? (out ? 'room' : 'borrow') : out ? 'fresh' : 'copied';
  if (out) decode.push(ast.const(addresses, ast.arr([])));
  decode.push(
    ast.const(local, ast.call(w.glue('buffers'), 'guest', 'memory', w.at(p, 0), count, w.glue(make), ...(out ? [addresses] : []))),
  );
  decode.push(ast.if(ast.bin(local, '===', ast.undef()), w.fault(p.param)));
  return local;
}

function streamArgument(w: Writer, p: Passing, decode: St[]): Ex {
  const { ast } = w;
  const local = w.local(p, 'stream');
  streamInfo(w, baseType(p.param.type) as never);
  decode.push(ast.const(local, ast.create(w.glue('GuestStream'), 'guest')));
  return local;
}
