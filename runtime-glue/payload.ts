import { bytesOf, isRecord } from './answers.js';
import { AbiLinkError } from './failure.js';
import type { Guest } from './guest.js';

/** Encodes and decodes the values of one payload codec. Given by the host, so that the package depends on none. */
export interface Codec {
  readonly encode: (value: unknown) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

/** JSON in UTF-8 (RFC 8259), which needs no codec from outside. */
export const json = (): Codec => ({
  encode: (value) => {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`JSON has no ${typeof value}`);
    return new TextEncoder().encode(text);
  },
  decode: (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)),
});

const plain = /*#__PURE__*/ json();

/**
 * The value of a payload; undefined if the bytes are not of the codec, or the value is not of the schema. The codec gets
 * a copy: codecs return views of their input, and the guest's memory is not theirs to keep.
 */
export function decodePayload<T>(codec: Codec, bytes: Uint8Array, is: (value: unknown) => value is T): { readonly value: T } | undefined {
  try {
    const value = codec.decode(bytes);
    return is(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a payload; undefined if the value is not of the schema, or is an error or a promise, which some codecs would encode. */
export function encodePayload<T>(guest: Guest, codec: Codec, value: T, is: (value: unknown) => value is T): Uint8Array | undefined {
  if (typeof value === 'object' && value !== null && !isRecord(value)) return undefined;
  return is(value) ? bytesOf(guest, codec.encode(value)) : undefined;
}

const isCodec = (codec: Partial<Codec> | undefined): boolean => typeof codec?.encode === 'function' && typeof codec.decode === 'function';

/** A codec that is asked to decode nothing but what fits. */
const within = (codec: Codec, fits: (bytes: Uint8Array) => boolean): Codec => ({
  encode: (value) => codec.encode(value),
  decode: (bytes) => {
    if (!fits(bytes)) throw new RangeError('it declares more than it holds');
    return codec.decode(bytes);
  },
});

/**
 * The codecs of a guest: json, and those that the host gives. An interface that is bound without its codec is an error.
 * `fits` tells by codec what may be decoded: a decoder may make room for all that a guest declares.
 */
export function codecsOf(
  fits: Readonly<Record<string, (bytes: Uint8Array) => boolean>>,
  given: Readonly<Record<string, Codec | undefined>> | undefined,
  interfaces: readonly { readonly key: string; readonly codecs: readonly string[] }[],
): Readonly<Record<string, Codec | undefined>> {
  const missing: string[] = [];
  for (const { key, codecs } of interfaces)
    for (const codec of codecs)
      if (!isCodec(given?.[codec]))
        missing.push(`${key} needs the codec ${codec}: give it in the option \`codecs\`, with its functions encode and decode`);
  if (missing.length > 0) throw new AbiLinkError(missing);
  const bounded = Object.entries(fits).flatMap(([name, of]) => {
    const codec = given?.[name];
    return codec === undefined ? [] : [[name, within(codec, of)] as const];
  });
  return { ...given, ...Object.fromEntries(bounded), json: plain };
}

/** For payloads without a schema. */
export const anything = (_value: unknown): _value is unknown => true;

/** Where a payload refers to guest buffers: see the schema keyword `buffers`. */
export interface EmbeddedBuffer {
  readonly at: readonly string[];
  readonly address: string;
  readonly length: string;
  readonly view: string;
}

/** Puts a checked view beside every address and length in a payload. False if one is out of range. Only for calls that answer at once. */
export function embed(guest: Guest, memory: Uint8Array, value: unknown, buffer: EmbeddedBuffer, copies?: Copy[], depth = 0): boolean {
  const segment = buffer.at[depth];
  if (segment === '*') return Array.isArray(value) && value.every((item) => embed(guest, memory, item, buffer, copies, depth + 1));
  if (typeof value !== 'object' || value === null) return false;
  const holder = value as Record<string, unknown>;
  if (segment !== undefined) return Object.hasOwn(holder, segment) && embed(guest, memory, holder[segment], buffer, copies, depth + 1);
  const [address, length] = [holder[buffer.address], holder[buffer.length]];
  if (typeof address !== 'number' || typeof length !== 'number' || address >>> 0 !== address || length >>> 0 !== length) return false;
  if (address + length > memory.length) return false;
  // Shared memory cannot be lent: another thread could change what the host has checked.
  if (guest.shared && !copies) return false;
  // Copies of one range named a thousand times would fill the host.
  const total = (copies?.at(-1)?.total ?? 0) + length;
  if (copies && total > memory.length) return false;
  const bytes = copies ? memory.slice(address, address + length) : memory.subarray(address, address + length);
  copies?.push({ bytes, address, total });
  // A codec that freezes what it makes leaves no place for the view.
  return Reflect.defineProperty(holder, buffer.view, { value: bytes, enumerable: true });
}

/** A copy of guest memory that the host may change. */
interface Copy {
  readonly bytes: Uint8Array;
  readonly address: number;
  /** How many bytes it and the copies before it are. */
  readonly total: number;
}

/** Brings back what the host wrote into copies. */
export const bringBack = (guest: Guest, copies: readonly Copy[]): void => {
  for (const { bytes, address } of copies) guest.mem().set(bytes, address);
};
