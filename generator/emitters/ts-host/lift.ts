import type ts from 'typescript';
import { baseType, type HandleType } from '../../ir/abi.js';
import type { MemoryType, Passing } from '../../ir/lowered.js';
import type { Ex, St } from './ast.js';
import { isTracked, streamInfo, type Writer } from './writer.js';

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

/** Whether the host may get live views: not where the guest can run under them and grow or change its memory. */
export const isLive = (w: Writer): boolean => !w.lowered.func.effects.reenters;

/** Refuses the call if a table or a sort of stream has no room for all that it opens. */
export function quotas(w: Writer): St[] {
  const { ast } = w;
  const wanted = new Map<string, number>();
  for (const o of w.method.outputs) {
    const base = baseType(o.type);
    if (base.kind !== 'handle' || base.issuedBy !== 'glue') continue;
    const table = tableOf(w, base);
    wanted.set(table, (wanted.get(table) ?? 0) + 1);
  }
  const full = [...wanted].map(([table, n]) => ast.call(`${table}.full`, ...(n > 1 ? [ast.num(n)] : [])));
  for (const { passing } of w.method.args) {
    const base = baseType(passing.param.type);
    if (base.kind === 'stream') full.push(ast.call(ast.prop(ast.call(w.glue('streamsOf'), 'guest', streamInfo(w, base)), 'full')));
  }
  const any = ast.any(full);
  return any ? [ast.if(any, w.refuse(['limit', 'internal'], 'has too many open handles'))] : [];
}

/** A handle that the call consumes cannot be another of its parameters too. */
function distinct(w: Writer): St[] {
  const { ast } = w;
  const tracked = w.lowered.passings.filter((p) => p.by === 'value' && isTracked(p));
  return tracked.flatMap((p, i) =>
    tracked.slice(i + 1).flatMap((q) => {
      if (!(p.param.own || q.param.own) || baseType(p.param.type) !== baseType(q.param.type)) return [];
      const same = ast.bin(ast.bin(w.at(p, 0), '===', w.at(q, 0)), '&&', ast.bin(w.local(p, 'resource'), '!==', ast.nul()));
      return [ast.if(same, w.refuse(['bad-handle', 'invalid'], `was given the handle ${p.param.name} twice, and consumes it`))];
    }),
  );
}

/** Refuses ranges that overlap one that is written, unless the schema lets them. */
function overlaps(w: Writer): St[] {
  const { ast } = w;
  const written: Ex[][] = [];
  const read: Ex[][] = [];
  for (const p of w.lowered.passings) {
    if (p.param.mayOverlap || p.by === 'value' || p.by === 'count' || p.by === 'pointer') continue;
    const to = p.param.pass === 'in' || (p.by === 'list' && p.item === 'buffer') ? read : written;
    if (p.by === 'memory') to.push([w.at(p, 0), ast.num(p.memory.size)]);
    else if (p.by === 'list') to.push([w.at(p, 0), ast.bin(w.core[p.countAt] as string, '*', ast.num(itemSize(p.item)))]);
    else to.push([w.at(p, 0), w.at(p, 1)]);
    if (p.by === 'out-buffer' && p.param.written === 'length') written.push([w.at(p, 2), ast.num(lengthSize(p))]);
  }
  if (written.length === 0 || written.length + read.length < 2) return [];
  const call = ast.call(w.glue('overlap'), ast.num(written.length), ...written.flat(), ...read.flat());
  return [ast.if(call, w.refuse(['invalid', 'fault'], 'was given buffers that overlap'))];
}

const lengthSize = (p: Passing): number => (p.param.lengthWidth === 'u64' ? 8 : 4);

/** Looks a handle up; one that is given away is taken out of the table, but not before everything else is valid. */
function handle(w: Writer, p: Passing, out: St[], beforeCall: St[]): Ex {
  const { ast } = w;
  const type = baseType(p.param.type) as HandleType;
  const table = tableOf(w, type);
  const core = w.at(p, 0);
  const resource = w.local(p, 'resource');
  const lookup = ast.call(`${table}.get`, core);
  const absent = p.param.absent;
  const big = w.lowered.coreParams[p.at]?.type === 'i64';
  out.push(
    ast.const(
      resource,
      absent === undefined
        ? lookup
        : ast.cond(ast.bin(core, '===', ast.num(big ? BigInt.asIntN(64, absent) : Number(BigInt.asIntN(32, absent)))), ast.nul(), lookup),
    ),
  );
  out.push(ast.if(ast.bin(resource, '===', ast.undef()), w.refuse(['bad-handle', 'invalid'], `was given a bad handle in ${p.param.name}`)));
  if (p.param.own) beforeCall.push(ast.do(ast.call(`${table}.take`, core)));
  return resource;
}

/** The table of a kind of handle, shared by all imports of the guest. */
export function tableOf(w: Writer, type: HandleType): string {
  const name = `${w.names.type(type).replace(/^./, (c) => c.toLowerCase())}Table`;
  const kind = w.names.handleKind(type.id);
  const { ast } = w;
  if (!w.setup.some((s) => tables.get(s) === name)) {
    const statement = ast.const(
      name,
      ast.call(w.glue('handlesOf'), 'guest', ast.num(kind), ast.num(type.limit), ast.num(type.repr.endsWith('64') ? 64 : 32)),
    );
    tables.set(statement, name);
    w.setup.push(statement);
  }
  return name;
}
const tables = new WeakMap<ts.Statement, string>();

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
    const token = ast.create(w.glue('CancelToken'), 'guest', lifted.value, poll, ast.num(base.tag), ast.num(base.cancelled));
    return ast.cond(ast.bin(core, '===', literal(base.none)), ast.nul(), token);
  }
  return absent === undefined ? lifted.value : ast.cond(ast.bin(core, '===', literal(absent)), ast.nul(), lifted.value);
}

/** Name of the constant that describes a guest export. */
export function exportInfo(w: Writer, id: string): string {
  w.uses.add(`export:${id}`);
  return `${id.replace(/[.\-_](.)/g, (_, c: string) => c.toUpperCase())}Export`;
}

/** Makes an address or a length an exact, unsigned number. A widened one beyond 2^53 stays out of every range. */
function normalise(w: Writer, core: string, type: 'i32' | 'i64', out: St[]): void {
  const { ast } = w;
  out.push(
    ast.set(core, type === 'i32' ? ast.bin(core, '>>>', ast.num(0)) : ast.call('Number', ast.call('BigInt.asUintN', ast.num(64), core))),
  );
}

/** Checks that a range lies in memory: never clamped, never wrapped. */
function range(w: Writer, p: Passing, addresses: St[], ranges: St[]): void {
  const { ast } = w;
  const { param } = p;
  const address = w.at(p, 0);
  const inside = (at: Ex, size: Ex): St => ast.if(ast.bin(ast.bin(at, '+', size), '>', 'memory.length'), w.fault(param));
  normalise(w, address, param.addressType, addresses);
  if (param.align > 1) ranges.push(ast.if(ast.bin(ast.bin(address, '&', ast.num(param.align - 1)), '!==', ast.num(0)), w.fault(param)));
  if (p.by === 'memory') {
    ranges.push(inside(address, ast.num(p.memory.size)));
    return;
  }
  const length = p.by === 'list' ? (w.core[p.countAt] as string) : w.at(p, 1);
  if (p.by !== 'list' || param.count === undefined) normalise(w, length, param.lengthType, addresses);
  const most = maximum(p);
  const limits = [
    ...(most === undefined ? [] : [ast.bin(length, '>', ast.num(most))]),
    ...(param.minLength > 0 ? [ast.bin(length, '<', ast.num(param.minLength))] : []),
  ];
  const bad = ast.any(limits);
  const present = ast.paren(ast.bin(ast.bin(address, '!==', ast.num(0)), '||', ast.bin(length, '!==', ast.num(0))));
  if (bad) ranges.push(ast.if(param.optional ? ast.bin(present, '&&', ast.paren(bad)) : bad, w.invalid(param)));
  ranges.push(inside(address, p.by === 'list' ? ast.bin(length, '*', ast.num(itemSize(p.item))) : length));
  if (p.by === 'out-buffer' && param.written === 'length') {
    const lengthAddress = w.at(p, 2);
    normalise(w, lengthAddress, param.addressType, addresses);
    ranges.push(inside(lengthAddress, ast.num(lengthSize(p))));
  }
}

const itemSize = (item: MemoryType | 'buffer'): number => (item === 'buffer' ? 8 : item.size);

/** The most items or bytes, from the parameter or its type. Lists have a quota in any case: items take more than the bytes they come from. */
function maximum(p: Passing): number | undefined {
  const base = baseType(p.param.type);
  const own = p.param.maxLength;
  const ofType = base.kind === 'list' && base.maxLength !== undefined ? Number(base.maxLength) : undefined;
  // IOV_MAX of POSIX systems, and a million.
  const quota = base.kind === 'buffers' ? 1024 : base.kind === 'list' && p.param.pass === 'in' ? 2 ** 20 : undefined;
  const all = [own, ofType, (own ?? ofType) === undefined ? quota : undefined].filter((n) => n !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
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
    if (!param.optional) return value;
    const length = p.by === 'list' ? (w.core[p.countAt] as string) : w.at(p, 1);
    return ast.cond(ast.bin(ast.bin(address, '===', ast.num(0)), '&&', ast.bin(length, '===', ast.num(0))), ast.nul(), value);
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
  const copied = (): ts.Expression => ast.call('memory.slice', address, ast.bin(address, '+', length));
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
      for (const b of base.buffers) {
        const at = ast.obj([
          ['at', ast.arr(b.at.map((s) => ast.str(s)))],
          ['address', ast.str(b.address)],
          ['length', ast.str(b.length)],
          ['view', ast.str(b.view)],
        ]);
        decode.push(ast.if(ast.not(ast.call(w.glue('embed'), 'guest', 'memory', `${decoded}.value`, at)), w.fault(param)));
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
  decode.push(ast.const(local, ast.create(w.glue('GuestStream'))));
  return local;
}
