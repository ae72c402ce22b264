import type { IntRepr, Scalar } from '../../ir/types.js';

/** C spelling of a number type of the ABI. */
export const cScalars: Readonly<Record<Scalar, string>> = {
  bool: 'bool',
  u8: 'uint8_t',
  u16: 'uint16_t',
  u32: 'uint32_t',
  u64: 'uint64_t',
  s8: 'int8_t',
  s16: 'int16_t',
  s32: 'int32_t',
  s64: 'int64_t',
  f32: 'float',
  f64: 'double',
};

/** An exact integer constant of a representation. The least value of a signed type has no literal of its own. */
export function cInteger(value: bigint, repr: IntRepr): string {
  const bits = repr.slice(1);
  const macro = `${repr.startsWith('u') ? 'U' : ''}INT${bits}_C`;
  if (value >= 0n) return `${macro}(${value})`;
  if (value === -(1n << (BigInt(bits) - 1n))) return `(-${macro}(${-value - 1n}) - 1)`;
  return `(-${macro}(${-value}))`;
}

/** A bit mask, in hexadecimal where it is not negative. */
export const cMask = (value: bigint, repr: IntRepr): string =>
  value < 0n ? cInteger(value, repr) : `${repr.startsWith('u') ? 'U' : ''}INT${repr.slice(1)}_C(0x${value.toString(16)})`;
