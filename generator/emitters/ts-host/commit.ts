import { baseType } from '../../ir/abi.js';
import type { Passing } from '../../ir/lowered.js';
import type { Ex, St } from './ast.js';
import { isLive, streamInfo, type Writer } from './writer.js';

/** Brings back a view that was a copy. */
export const commitView = (w: Writer, p: Passing, length: Ex): St =>
  isLive(w)
    ? w.ast.do(w.ast.call(w.glue('commit'), 'guest', 'view', w.at(p, 0), length))
    : w.ast.do(w.ast.call(w.ast.prop(w.ast.call('guest.mem'), 'set'), w.ast.call('view.subarray', w.ast.num(0), length), w.at(p, 0)));

/** Scatter/gather lists that the host fills. */
export const filled = (w: Writer): Passing[] =>
  w.lowered.passings.filter((p) => baseType(p.param.type).kind === 'buffers' && p.param.pass === 'out');

/** Payloads that name buffers of the guest which the host writes, where it had copies of them. */
export const writtenBuffers = (w: Writer): Passing[] =>
  w.lowered.passings.filter((p) => {
    const base = baseType(p.param.type);
    return !isLive(w) && base.kind === 'payload' && base.buffers.some((b) => b.access !== 'in');
  });

/** Makes the guest's stream objects. They may grow the memory, so this comes before anything is written. */
export function openStreams(w: Writer, out: St[]): void {
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

/** Brings back what the host changed in place, or filled, where it had copies. */
export function commitBuffers(w: Writer, out: St[], total: Ex | undefined): void {
  const { ast, lowered, method } = w;
  for (const p of lowered.passings) {
    if (baseType(p.param.type).kind !== 'bytes' || p.param.pass !== 'inout') continue;
    const value = w.local(p, 'value');
    const copy = !isLive(w) || method.outputs.length > 0;
    const back = copy
      ? ast.call(ast.prop(ast.call('guest.mem'), 'set'), value, w.at(p, 0))
      : ast.call(w.glue('commit'), 'guest', value, w.at(p, 0), w.at(p, 1));
    out.push(p.param.optional ? ast.if(ast.bin(value, '!==', ast.nul()), ast.do(back)) : ast.do(back));
  }
  for (const p of writtenBuffers(w)) out.push(ast.do(ast.call(w.glue('bringBack'), 'guest', w.local(p, 'copies'))));
  for (const p of filled(w)) {
    const views = w.local(p, 'views');
    const length = total ?? ast.call(w.glue('totalOf'), views);
    out.push(ast.do(ast.call(w.glue('commitAll'), 'guest', views, w.local(p, 'addresses'), length, ast.bool(!isLive(w)))));
  }
}
