import { decode, encode } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { encodingsHosts, errorsHost, streamsHost } from './hosts/calls-host.js';
import { buffersHosts, type Calls } from './hosts/everything-host.js';
import { memoryHosts, numbersHost } from './hosts/values-host.js';
import { type Entry, guestBytes, notes, packageOf } from './support.js';

const entryOf = await packageOf('test/corpus/everything');

for (const g of ['text','bytes','records','lists','numbers','enums','handles','errors','policy','packed','payload','streams','links'])
test(g, async () => {
  const entry = await entryOf('wasi');
  const calls: Calls = [];
  const errs: unknown[] = [];
  const hosts = { ...buffersHosts(entry, calls), ...memoryHosts(entry, calls), numbers: numbersHost(entry, calls), errors: errorsHost(entry, calls), ...encodingsHosts(entry, calls), streams: streamsHost(entry, calls) };
  const b = entry.createImports(hosts, { grants: ['demo.write'], codecs: { msgpack: { encode, decode } }, onHostError: (e: unknown) => errs.push(e), modules: { runtime: { demo_square: (x: number) => x * x } } });
  const i = await entry.instantiate(guestBytes('everything-c'), b, { modules: { runtime: { demo_square: (x: number) => x * x } } });
  const n = notes(i, i.exports.memory as WebAssembly.Memory, g);
  console.log(g, n, calls, errs);
});
