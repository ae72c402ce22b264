import { decode, encode } from '@msgpack/msgpack';
import type { Entry } from '../support.js';
import { buffersHosts, type Calls } from './buffers-host.js';
import { encodingsHosts, errorsHost, streamsHost } from './calls-host.js';
import { memoryHosts, numbersHost } from './values-host.js';

export const codecs = { msgpack: { encode, decode } };
export const modules = { runtime: { demo_square: (x: number) => x * x } };

/** Host objects for every interface of the corpus `everything`. */
export const allHosts = (entry: Entry, calls: Calls) => ({
  ...buffersHosts(entry, calls),
  ...memoryHosts(entry, calls),
  numbers: numbersHost(entry, calls),
  errors: errorsHost(entry, calls),
  ...encodingsHosts(entry, calls),
  streams: streamsHost(entry, calls),
});
