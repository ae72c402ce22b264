import type { Func, GuestExport, NamedType, PackedField, Type } from '../ir/abi.js';

/** Ids of the named types that functions and exports use, also inside other types. */
export function reachableTypes(functions: readonly Func[], exports: Iterable<GuestExport>): ReadonlySet<string> {
  const ids = new Set<string>();
  const visit = (type: Type | undefined): void => {
    if (type === undefined || !('id' in type) || ids.has(type.id)) return;
    ids.add(type.id);
    for (const part of partsOf(type)) visit(part);
  };
  for (const func of functions) for (const type of typesOf(func)) visit(type);
  for (const item of exports) for (const type of [...item.params.map((p) => p.type), item.result?.type]) visit(type);
  return ids;
}

/** Ids of the guest exports that answering the functions takes: of streams, of cancel tokens, and those that calls are passed on to. */
export function exportsOf(functions: readonly Func[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const func of functions) {
    if (func.answeredBy.kind === 'export') ids.add(func.answeredBy.exportId);
    for (const type of typesOf(func).map(withoutAlias)) {
      if (type?.kind === 'cancel-token') ids.add(type.pollExport);
      if (type?.kind === 'stream')
        for (const id of [type.newExport, type.sendExport, type.closeExport, type.allocateExport, type.freeExport]) ids.add(id);
    }
  }
  return ids;
}

const typesOf = (func: Func): (Type | undefined)[] => [
  ...func.params.map((p) => p.type),
  func.result?.type,
  ...(func.result?.errors ?? []),
  ...func.pumps,
];

const withoutAlias = (type: Type | undefined): Type | undefined => (type?.kind === 'alias' ? withoutAlias(type.type) : type);

function partsOf(type: NamedType): readonly (Type | undefined)[] {
  switch (type.kind) {
    case 'alias':
      return [type.type];
    case 'list':
      return [type.of];
    case 'record':
      return type.fields.map((f) => f.type);
    case 'variant':
      return type.cases.map((c) => c.type);
    case 'packed':
      return packedTypes(type.fields);
    case 'packed-union':
      return type.cases.flatMap((c) => packedTypes(c.fields));
    default:
      return [];
  }
}

const packedTypes = (fields: readonly PackedField[]): Type[] => fields.map((f) => f.type);
