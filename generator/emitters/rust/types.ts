import { isValue, scalarNames } from '../../emit/guest-types.js';
import { baseType } from '../../ir/abi.js';
import { type GuestValue, guestResult, guestValue } from '../../ir/guest-values.js';
import type { CoreParam, LoweredFunc, Passing } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { CoreType, NamedType, Type } from '../../ir/types.js';
import { nameIn, type RustNames } from './names.js';

const untyped = '::core::ffi::c_void';

/** How the module of an interface writes types: its own by their names, others with the way to their module. */
export class RustTypes {
  constructor(
    readonly names: RustNames,
    readonly interfaceName: string,
  ) {}

  /** Type of a value in guest memory or behind a name. */
  type(type: Type): string {
    if ('id' in type && isValue(type)) return this.#path(type);
    return scalarNames[scalarOf(type) ?? 'u8'];
  }

  /** The core result with its arrow. */
  result(lowered: LoweredFunc): string {
    if (lowered.func.noreturn) return ' -> !';
    const value = guestResult(lowered.func.result, lowered.signature.results[0]);
    return value ? ` -> ${this.#value(value)}` : '';
  }

  /** Type of a core parameter. An address that is an i32 is a pointer and a length a `usize`; wider ones are integers. */
  param(core: CoreParam, passing: Passing): string {
    if (core.role === 'value') return this.#value(guestValue(core.param.type, core.type));
    if (core.type === 'i64') return 'u64';
    if (core.role === 'length-address') return `*mut ${core.param.lengthWidth}`;
    return core.role === 'address' ? this.#pointer(passing) : 'usize';
  }

  /** Type of a parameter of a guest export; an address is a pointer where it is an i32. */
  exportParam(type: Type, core: CoreType): string {
    const { kind } = baseType(type);
    if (core === 'i32' && kind === 'address') return '*mut u8';
    if (core === 'i32' && kind === 'pointer') return `*mut ${untyped}`;
    return this.#value(guestValue(type, core));
  }

  /** The core result of a guest export with its arrow. */
  exportResult(type: Type | undefined, core: CoreType | undefined): string {
    return type && core ? ` -> ${this.#value(guestValue(type, core))}` : '';
  }

  /** A pointer to what an address is of, `const` where the host only reads it. */
  #pointer(passing: Passing): string {
    const access = passing.param.pass === 'in' ? '*const' : '*mut';
    switch (passing.by) {
      case 'list':
        // The host reads the list of buffers also where it writes into them.
        return passing.item === 'buffer' ? '*const super::Buffer' : `${access} ${this.type(passing.item.type)}`;
      case 'memory':
        return `${access} ${this.type(passing.memory.type)}`;
      case 'pointer':
        return `*mut ${untyped}`;
      default:
        return `${access} u8`;
    }
  }

  #value(value: GuestValue): string {
    return 'type' in value ? this.type(value.type) : scalarNames[value.plain];
  }

  #path(type: NamedType): string {
    const name = nameIn(this.names.types, type.id);
    const home = type.id.slice(0, type.id.indexOf('.'));
    return home === this.interfaceName ? name : `super::${nameIn(this.names.modules, home)}::${name}`;
  }
}
