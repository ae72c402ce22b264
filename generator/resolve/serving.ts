import type { Abi, ExportParam, GuestExport, Origin, Type } from '../ir/abi.js';
import { coreOf, scalarOf } from '../ir/scalars.js';
import { type Context, child } from './context.js';

/** What the glue passes to a guest export of a role, and whether it reads an answer. */
const shapes = {
  new: { params: ['the capacity'], answers: true },
  send: { params: ['the stream', 'the address', 'the length'], answers: false },
  close: { params: ['the stream'], answers: false },
  allocate: { params: ['the size'], answers: true },
  free: { params: ['the address', 'the size'], answers: false },
  poll: { params: ['the token'], answers: true },
} as const;
type Role = keyof typeof shapes;

/** Holds the guest exports that streams and cancel tokens name to the calls that the glue makes. */
export function checkServing(context: Context, abi: Abi): void {
  const exports = new Map(abi.interfaces.flatMap((i) => i.exports.filter((e) => e.kind === 'func')).map((e) => [e.id, e]));
  for (const type of abi.interfaces.flatMap((i) => i.types)) {
    const check = (role: Role, id: string) => {
      const found = exports.get(id);
      const why = found && fault(role, found);
      if (found && why !== undefined)
        report(context, child(type.origin, role), { export: found.id, role, type: type.id, why }, found.origin);
    };
    if (type.kind === 'stream') {
      check('new', type.newExport);
      check('send', type.sendExport);
      check('close', type.closeExport);
      check('allocate', type.allocateExport);
      check('free', type.freeExport);
    } else if (type.kind === 'cancel-token') check('poll', type.pollExport);
  }
}

function report(context: Context, at: Origin, params: { export: string; role: string; type: string; why: string }, related: Origin): void {
  const span = context.span(related);
  context.report('resolve/export-shape', at, params, { related: span ? [{ message: `${params.export} stands here`, span }] : [] });
}

function fault(role: Role, { params, result }: GuestExport): string | undefined {
  const shape = shapes[role];
  const [wanted, found] = [shape.params.length, params.length];
  if (wanted !== found)
    return `it takes ${found} parameter${found === 1 ? '' : 's'}, and is called with ${wanted}: ${shape.params.join(', ')}`;
  const float = params.find((p) => !isInteger(p));
  if (float) return `its parameter ${float.name} is no integer`;
  if (shape.answers && !result) return 'it answers nothing, and its answer is needed';
  return result && !isInteger(result) ? 'its answer is no integer' : undefined;
}

function isInteger({ type, core }: Pick<ExportParam, 'core'> & { readonly type: Type }): boolean {
  const scalar = scalarOf(type);
  return (core ?? (scalar && coreOf(scalar)))?.startsWith('i') ?? false;
}
