import { isValue, scalarNames } from '../../emit/guest-types.js';
import { baseType } from '../../ir/abi.js';
import { type GuestValue, guestResult, guestValue } from '../../ir/guest-values.js';
import type { CoreParam, LoweredFunc, Passing } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { CoreType, Type } from '../../ir/types.js';
import { type AsNames, nameIn } from './names.js';

/** How the namespace of an interface writes types: its own by their names, others with the namespace before them. */
export class AsTypes {
  constructor(
    readonly names: AsNames,
    readonly interfaceName: string,
  ) {}

  /** Type of a value in guest memory or behind a name. A record or a variant is a class: the address of one. */
  type(type: Type): string {
    if (!('id' in type) || !isValue(type)) return scalarNames[scalarOf(type) ?? 'u8'];
    const name = nameIn(this.names.types, type.id);
    const home = type.id.slice(0, type.id.indexOf('.'));
    return home === this.interfaceName ? name : `${nameIn(this.names.namespaces, home)}.${name}`;
  }

  /** The core result. */
  result(lowered: LoweredFunc): string {
    const value = guestResult(lowered.func.result, lowered.signature.results[0]);
    return value ? this.#value(value) : 'void';
  }

  /** Type of a core parameter. An address or a length that is an i32 is a `usize`, but that of a structure is its class. */
  param(core: CoreParam, passing: Passing): string {
    if (core.role === 'value') return this.#value(guestValue(core.param.type, core.type));
    if (core.type === 'i64') return 'u64';
    const isStructure = core.role === 'address' && passing.by === 'memory' && passing.memory.kind !== 'scalar';
    return isStructure ? this.type(passing.memory.type) : 'usize';
  }

  /** Type of a parameter of a guest export. */
  exportParam(type: Type, core: CoreType): string {
    const { kind } = baseType(type);
    return core === 'i32' && (kind === 'address' || kind === 'pointer') ? 'usize' : this.#value(guestValue(type, core));
  }

  /** The core result of a guest export. */
  exportResult(type: Type | undefined, core: CoreType | undefined): string {
    return type && core ? this.#value(guestValue(type, core)) : 'void';
  }

  #value(value: GuestValue): string {
    return 'type' in value ? this.type(value.type) : scalarNames[value.plain];
  }
}
