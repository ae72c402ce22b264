import { type Abi, baseType, type Func, type HandleType } from '../../../generator/ir/abi.js';
import { methodOf, slotsOf } from './shape.js';
import { alone, type Keeper, Table } from './state.js';

/** The open handles of an instance, and the values that are kept for them. */
export class Resources {
  readonly #tables = new Map<string, Table>();
  readonly #keepers = new Map<string, Keeper>();

  constructor(
    abi: Abi,
    seed: number,
    readonly trap: () => never,
    readonly closed: (type: HandleType, number: bigint) => void,
  ) {
    const kinds = abi.interfaces.flatMap((i) => i.types).filter((t): t is HandleType => t.kind === 'handle' && t.issuedBy === 'glue');
    const narrowFirst = [...kinds.filter((t) => !t.repr.endsWith('64')), ...kinds.filter((t) => t.repr.endsWith('64'))];
    for (const [i, type] of narrowFirst.entries()) this.#tables.set(type.id, new Table(type, i + 1, seed));
  }

  table(type: HandleType): Table {
    return this.#tables.get(type.id) as Table;
  }

  /** Whether there is room for all handles that a call opens. */
  hasRoom(func: Func): boolean {
    const types = methodOf(func).outputs.map((o) => baseType(o.type));
    return types.every(
      (type) => type.kind !== 'handle' || type.issuedBy !== 'glue' || !this.table(type).full(types.filter((t) => t === type).length),
    );
  }

  open(type: HandleType, resource: object): bigint {
    const table = this.table(type);
    return table.full(1) ? this.trap() : table.add(resource);
  }

  close(type: HandleType, number: bigint): void {
    const table = this.table(type);
    const resource = table.close(number);
    this.closed(type, number);
    if (resource === undefined || table.holds(resource)) return;
    for (const keeper of this.#keepers.values()) if (keeper.table === table) keeper.byResource.delete(resource);
  }

  #keeper(func: Func): Keeper {
    const handle = slotsOf(func).find((s) => s.how === 'number' && s.base.kind === 'handle' && s.base.issuedBy === 'glue');
    const known = this.#keepers.get(func.id) ?? { table: handle && this.table(handle.base as HandleType), byResource: new Map() };
    this.#keepers.set(func.id, known);
    return known;
  }

  /** Takes what was kept for a call. */
  take(func: Func, resource: object | null | undefined): unknown {
    const keeps = func.params.some((p) => p.whenShort?.kind === 'error' && p.whenShort.item === 'kept');
    if (!keeps) return undefined;
    const { byResource } = this.#keeper(func);
    const key = resource ?? alone;
    const value = byResource.get(key);
    byResource.delete(key);
    return value;
  }

  keep(func: Func, resource: object | null | undefined, value: unknown): void {
    const { table, byResource } = this.#keeper(func);
    if (resource === undefined || resource === null) byResource.set(alone, value);
    else if (table?.holds(resource)) byResource.set(resource, value);
  }
}
