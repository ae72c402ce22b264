const leb = (value) => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]);
const name = (text) => [...leb(text.length), ...Buffer.from(text)];
const list = (items) => [...leb(items.length), ...items.flat()];
const section = (id, contents) => [id, ...leb(contents.length), ...contents];
const repeat = (count, item) => Array.from({ length: count }, (_, i) => item(i));

/** Twelve bytes of code that adds to the first parameter of a function. */
const step = [0x20, 0x00, 0x41, 0x07, 0x6a, 0x20, 0x01, 0x6c, 0x21, 0x00, 0x01, 0x01];

/**
 * A sound module with so many imports of one module and functions, ten functions exported; `bytes` is about how large it is, by its code.
 */
export function moduleBytes({ imports, functions, bytes = 0, from = 'env' }) {
  const body = [0, ...repeat(Math.ceil(bytes / functions / step.length), () => step).flat(), 0x20, 0, 0x0b];
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, 2, 0x7f, 0x7f, 1, 0x7f]])),
    ...section(2, list(repeat(imports, (i) => [...name(from), ...name(`host_function_${i}`), 0, 0]))),
    ...section(3, list(repeat(functions, () => [0]))),
    ...section(7, list(repeat(Math.min(functions, 10), (i) => [...name(`f${i}`), 0, ...leb(imports + i)]))),
    ...section(10, list(repeat(functions, () => [...leb(body.length), ...body]))),
  ]);
}

/** The module with a custom section that makes it different from others. */
export const numbered = (module, number) => Buffer.concat([module, Buffer.from(section(0, [...name('number'), ...leb(number)]))]);
