import type ts from 'typescript';
import { baseType, type HandleType } from '../../ir/abi.js';
import type { Passing } from '../../ir/lowered.js';
import type { Ex, St } from './ast.js';
import { isTracked, streamInfo, type Writer } from './writer.js';

/** Looks a handle up; one that is given away is taken out of the table, but not before everything else is valid. */
export function handle(w: Writer, p: Passing, out: St[], beforeCall: St[]): Ex {
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

/** Refuses the call if a handle that it was given was closed, and perhaps opened anew, before the host answered. */
export function unchangedHandles(w: Writer): St[] {
  const { ast } = w;
  return w.lowered.passings
    .filter((p) => p.by === 'value' && isTracked(p) && !p.param.own)
    .map((p) => {
      const resource = w.local(p, 'resource');
      const changed = ast.bin(ast.call(`${tableOf(w, baseType(p.param.type) as HandleType)}.get`, w.at(p, 0)), '!==', resource);
      const refuse = w.refuse(['bad-handle', 'invalid'], `was given a handle in ${p.param.name} that was closed before the host answered`);
      return ast.if(p.param.absent === undefined ? changed : ast.bin(ast.bin(resource, '!==', ast.nul()), '&&', changed), refuse);
    });
}

/** A handle that the call consumes cannot be another of its parameters too. */
export function distinct(w: Writer): St[] {
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
