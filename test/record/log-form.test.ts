import { expect, test } from 'vitest';
import { digestOf, memorySum } from '../../runtime-glue/digest.js';
import { LogReader, LogWriter } from '../../runtime-glue/log.js';

test('the digest is CRC-32 and FNV-1a as they are published', () => {
  const view = new DataView(digestOf([new TextEncoder().encode('1234'), new TextEncoder().encode('56789')]).buffer);
  expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0xcbf43926, 0xbb86b11c]);
});

test('numbers come back as they went in', () => {
  const writer = new LogWriter();
  const integers = [0, 1, -1, 63, 64, -64, -65, 2147483647, -2147483648];
  const bigs = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 127n, 128n];
  const floats = [0, -0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1];
  const lengths = [0, 127, 128, 2 ** 32, 2 ** 53 - 1];
  for (const value of integers) writer.value('i32', value);
  for (const value of bigs) writer.value('i64', value);
  for (const value of floats) writer.value('f64', value);
  for (const value of floats) writer.value('f32', value);
  for (const value of lengths) writer.uint(value);
  writer.text('\ufeffé');
  const reader = new LogReader(writer.seal());
  expect(integers.map(() => reader.value('i32'))).toEqual(integers);
  expect(bigs.map(() => reader.value('i64'))).toEqual(bigs);
  expect(floats.map(() => reader.value('f64'))).toEqual(floats);
  expect(floats.map(() => reader.value('f32'))).toEqual(floats.map(Math.fround));
  expect(lengths.map(() => reader.uint())).toEqual(lengths);
  expect([reader.text(), reader.done]).toEqual(['\ufeffé', true]);
});

test('another memory has another sum: any byte of it, two signs at once, and any length', () => {
  const memory = Uint8Array.from({ length: 1001 }, (_, i) => i % 7);
  const sum = (bytes: Uint8Array) => Buffer.from(memorySum(bytes).digest).toString('hex');
  const sums = new Set([sum(memory), sum(memory.subarray(0, 1000)), sum(Uint8Array.of(...memory, 0))]);
  for (const at of memory.keys()) for (const bit of [1, 0x80]) sums.add(sum(memory.with(at, (memory[at] as number) ^ bit)));
  for (let at = 3; at < 960; at += 4) sums.add(sum(memory.with(at, 0x80).with(at + 4, 0x80)));
  expect(sums.size).toBe(3 + 1001 * 2 + 240);
  expect(memorySum(Uint8Array.of(1, ...memory).subarray(1))).toEqual(memorySum(memory));
});
