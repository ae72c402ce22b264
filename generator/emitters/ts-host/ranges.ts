import { baseType } from '../../ir/abi.js';
import type { MemoryType, Passing } from '../../ir/lowered.js';
import type { Ex, St } from './ast.js';
import type { Writer } from './writer.js';

/** Makes an address or a length an exact, unsigned number. A widened one beyond 2^53 stays out of every range. */
export function normalise(w: Writer, core: string, type: 'i32' | 'i64', out: St[]): void {
  const { ast } = w;
  out.push(
    ast.set(core, type === 'i32' ? ast.bin(core, '>>>', ast.num(0)) : ast.call('Number', ast.call('BigInt.asUintN', ast.num(64), core))),
  );
}

/** Checks that a range lies in memory: never clamped, never wrapped. */
export function range(w: Writer, p: Passing, addresses: St[], ranges: St[]): void {
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

const lengthSize = (p: Passing): number => (p.param.lengthWidth === 'u64' ? 8 : 4);

/** The most items or bytes, from the parameter or its type. Lists have a quota in any case: items take more than the bytes they come from. */
export function maximum(p: Passing): number | undefined {
  const base = baseType(p.param.type);
  const own = p.param.maxLength;
  const ofType = base.kind === 'list' && base.maxLength !== undefined ? Number(base.maxLength) : undefined;
  // IOV_MAX of POSIX systems, and a million.
  const quota = base.kind === 'buffers' ? 1024 : base.kind === 'list' && p.param.pass === 'in' ? 2 ** 20 : undefined;
  const all = [own, ofType, (own ?? ofType) === undefined ? quota : undefined].filter((n) => n !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Refuses ranges that overlap one that is written, unless the schema lets them. */
export function overlaps(w: Writer): St[] {
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
