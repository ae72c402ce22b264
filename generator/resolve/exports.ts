import { baseType, type ExportParam, type GuestExport, type Origin, type Type } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { targets } from './capabilities.js';
import { distinct } from './cases.js';
import { child, describe, isPlain, kindOf } from './context.js';
import { contract, lifecycle } from './lifecycle.js';
import type { TypeResolver } from './types.js';

/** An item that guests export and hosts use. Its values are numbers: the glue keeps no handles for it. */
export function guestExport(types: TypeResolver, interfaceName: string, file: string, name: string, raw: Raw.GuestExport): GuestExport {
  const { context } = types;
  const origin = { file, pointer: `/exports/${name}` };
  const kind = raw.kind ?? 'func';
  if (kind !== 'func' && (raw.params || raw.result))
    context.report('resolve/function', origin, { function: name, why: `a ${kind} has neither parameters nor a result` });
  const one = (reference: string, at: Origin): Type | undefined => {
    const type = types.resolve(reference, interfaceName, at);
    if (!type || isPlain(type) || baseType(type).kind === 'pointer') return type;
    const wanted = 'a number, which is what guest exports take and give,';
    context.report('resolve/wrong-kind', at, { name: describe(type), kind: kindOf(type), wanted });
    return undefined;
  };
  const resultType = raw.result && one(raw.result.type, child(origin, 'result', 'type'));
  distinct(
    context,
    (raw.params ?? []).map((p) => p.name),
    child(origin, 'params'),
    'parameter',
  );
  return {
    ...lifecycle(context, name, raw, origin),
    ...contract(context, raw, origin),
    id: `${interfaceName}.${name}`,
    interfaceName,
    aliases: raw.aliases ?? [],
    field: raw.export,
    kind,
    params: (raw.params ?? []).flatMap((p, i): ExportParam[] => {
      const at = child(origin, 'params', i);
      const { doc, deprecated } = lifecycle(context, p.name, p, at);
      const type = one(p.type, child(at, 'type'));
      return type ? [{ name: p.name, doc, origin: at, deprecated, type, core: p.core }] : [];
    }),
    result: raw.result && resultType ? { doc: raw.result.doc ?? '', type: resultType, core: raw.result.core } : undefined,
    requiredOn: raw.required === false ? [] : targets(context, raw.required === true ? undefined : raw.required, child(origin, 'required')),
    when: raw.when,
  };
}
