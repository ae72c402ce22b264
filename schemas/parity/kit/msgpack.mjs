/**
 * A codec for msgpack as far as the guests of the kit need it: nil, booleans, integers, text, bytes, arrays and maps with text
 * keys. Integers beyond 2^53 are bigints. A host of your own passes any codec of msgpack in its place.
 */
const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Head of a value whose length is counted: the short form, or the forms of 8, 16 and 32 bits. */
const head = (size, short, limit, wide) =>
  size < limit
    ? [short | size]
    : size < 256 && wide[0]
      ? [wide[0], size]
      : size < 65536
        ? [wide[1], size >> 8, size & 255]
        : [wide[2], size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];

const integer = (value) => {
  const big = BigInt(value);
  if (big >= 0n && big < 128n) return [Number(big)];
  if (big < 0n && big >= -32n) return [Number(big) & 255];
  const bytes = Array.from({ length: 8 }, (_, i) => Number((big >> BigInt(56 - 8 * i)) & 255n));
  return [big < 0n ? 0xd3 : 0xcf, ...bytes];
};

const bytesOf = (value) => {
  if (value === null || value === undefined) return [0xc0];
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'bigint' || Number.isInteger(value)) return integer(value);
  if (typeof value === 'string') {
    const encoded = utf8.encode(value);
    return [...head(encoded.length, 0xa0, 32, [0xd9, 0xda, 0xdb]), ...encoded];
  }
  if (value instanceof Uint8Array) return [...head(value.length, 0, 0, [0xc4, 0xc5, 0xc6]), ...value];
  if (Array.isArray(value)) return [...head(value.length, 0x90, 16, [0, 0xdc, 0xdd]), ...value.flatMap(bytesOf)];
  if (typeof value === 'object') {
    const fields = Object.entries(value);
    return [...head(fields.length, 0x80, 16, [0, 0xde, 0xdf]), ...fields.flat().flatMap(bytesOf)];
  }
  throw new TypeError(`the codec of the kit has no ${typeof value}`);
};

export const encode = (value) => Uint8Array.from(bytesOf(value));

export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const skip = (size) => {
    at += size;
    if (at > bytes.length) throw new RangeError('the value ends too early');
    return at - size;
  };
  const counted = (size) => (size === 1 ? view.getUint8(skip(1)) : size === 2 ? view.getUint16(skip(2)) : view.getUint32(skip(4)));
  const slice = (size) => bytes.slice(skip(size), at);
  const string = (size) => text.decode(slice(size));
  const array = (size) => Array.from({ length: Math.min(size, bytes.length - at + 1) }, value);
  const map = (size) => Object.fromEntries(Array.from({ length: Math.min(size, bytes.length - at + 1) }, () => [String(value()), value()]));
  const wide = (big) => (Number.isSafeInteger(Number(big)) ? Number(big) : big);
  function value() {
    const tag = view.getUint8(skip(1));
    if (tag < 0x80) return tag;
    if (tag < 0x90) return map(tag & 15);
    if (tag < 0xa0) return array(tag & 15);
    if (tag < 0xc0) return string(tag & 31);
    if (tag >= 0xe0) return tag - 256;
    const read = {
      192: () => null,
      194: () => false,
      195: () => true,
      196: () => slice(counted(1)),
      197: () => slice(counted(2)),
      198: () => slice(counted(4)),
      204: () => counted(1),
      205: () => counted(2),
      206: () => counted(4),
      207: () => wide(view.getBigUint64(skip(8))),
      208: () => view.getInt8(skip(1)),
      209: () => view.getInt16(skip(2)),
      210: () => view.getInt32(skip(4)),
      211: () => wide(view.getBigInt64(skip(8))),
      217: () => string(counted(1)),
      218: () => string(counted(2)),
      219: () => string(counted(4)),
      220: () => array(counted(2)),
      221: () => array(counted(4)),
      222: () => map(counted(2)),
      223: () => map(counted(4)),
    }[tag];
    if (read === undefined) throw new TypeError(`the codec of the kit does not read the tag ${tag}`);
    return read();
  }
  const found = value();
  if (at !== bytes.length) throw new RangeError('bytes follow the value');
  return found;
}
