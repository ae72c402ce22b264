import { Ajv2020 } from 'ajv/dist/2020.js';
import type { EmbeddedBuffer, PayloadType } from '../../../generator/ir/abi.js';
import { codecOf } from '../codecs.js';
import { isRecord } from './state.js';
import { decodeText, encodeText } from './text.js';
import { Invalid } from './values.js';

/** Payloads by what the standards say: JSON, and a validator of JSON Schema that the generator does not use for them. */
const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true });
const validators = new WeakMap<object, (value: unknown) => boolean>();

function isOfSchema(type: PayloadType, value: unknown): boolean {
  if (type.schema === undefined) return true;
  const known = validators.get(type.schema) ?? ajv.compile(type.schema);
  validators.set(type.schema, known);
  return known(value) === true;
}

export function decodePayload(type: PayloadType, bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = type.codec === 'json' ? JSON.parse(decodeText(bytes)) : codecOf(type.codec).decode(bytes);
  } catch {
    throw new Invalid();
  }
  if (!isOfSchema(type, value)) throw new Invalid();
  return value;
}

export function encodePayload(type: PayloadType, value: unknown): Uint8Array {
  if (typeof value === 'object' && value !== null && !isRecord(value)) throw new Invalid();
  if (!isOfSchema(type, value)) throw new Invalid();
  if (type.codec !== 'json') return codecOf(type.codec).encode(value).slice();
  const text = JSON.stringify(value);
  if (text === undefined) throw new Invalid();
  return encodeText(text);
}

type Loose = Record<string, unknown>;

/**
 * Puts a view, or a copy, beside every address and length in a payload; false if one is not in memory, or if the copies are longer
 * together than the memory. `copies` receives what was copied from where, `seen` is told of every range.
 */
export function embed(
  memory: Uint8Array,
  value: unknown,
  buffer: EmbeddedBuffer,
  how: 'viewed' | 'copied' | 'refused',
  copies: (readonly [number, Uint8Array])[],
  seen: (at: number, length: number) => void,
): boolean {
  let holders = [value];
  for (const segment of buffer.at) {
    if (holders.some((h) => typeof h !== 'object' || h === null || (segment === '*' ? !Array.isArray(h) : !Object.hasOwn(h, segment))))
      return false;
    holders = segment === '*' ? holders.flatMap((h) => h as unknown[]) : holders.map((h) => (h as Loose)[segment]);
  }
  return holders.every((holder) => {
    if (typeof holder !== 'object' || holder === null) return false;
    const [address, length] = [(holder as Loose)[buffer.address], (holder as Loose)[buffer.length]];
    const isU32 = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= 0 && n < 2 ** 32;
    if (!isU32(address) || !isU32(length) || address + length > memory.length || how === 'refused') return false;
    seen(address, length);
    const lent = memory.subarray(address, address + length);
    const value = how === 'copied' ? lent.slice() : lent;
    if (how === 'copied') copies.push([address, value]);
    if (copies.reduce((sum, [, bytes]) => sum + bytes.length, 0) > memory.length) return false;
    Object.defineProperty(holder, buffer.view, { value, enumerable: true });
    return true;
  });
}
