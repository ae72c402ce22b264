import { expect, test } from 'vitest';
import { digestOf, LogReader, LogWriter } from '../../runtime-glue/log.js';

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
