import { decode, encode } from '@msgpack/msgpack';
import * as cbor from 'cborg';

/** The codecs that are the host's to give, by the names of the option `codecs`. Any bytes do for Arrow, of which the glue knows nothing. */
const msgpack = { encode: (value: unknown) => encode(value), decode: (bytes: Uint8Array) => decode(bytes) };
export const codecs = {
  msgpack,
  cbor: { encode: (value: unknown) => cbor.encode(value), decode: (bytes: Uint8Array): unknown => cbor.decode(bytes) },
  arrowipc: msgpack,
};

/** The codec of a payload type that is not JSON. */
export const codecOf = (name: 'msgpack' | 'cbor' | 'arrow-ipc') => (name === 'arrow-ipc' ? codecs.arrowipc : codecs[name]);
