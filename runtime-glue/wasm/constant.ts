import type { Cursor } from './cursor.js';
import { heapType } from './types.js';

type Step = (cursor: Cursor) => unknown;

const index: Step = (cursor) => cursor.u32();
const indices: Step = (cursor) => [cursor.u32(), cursor.u32()];
const nothing: Step = () => undefined;
const skipped =
  (bytes: number): Step =>
  (cursor) =>
    cursor.part(bytes, 'a constant');

/** Instructions that may stand in a constant expression, and how what follows their opcode is stepped over. */
const instructions: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x23, index], // global.get
  [0x41, (cursor) => cursor.signed(32)],
  [0x42, (cursor) => cursor.signed(64)],
  [0x43, skipped(4)],
  [0x44, skipped(8)],
  // Addition, subtraction and multiplication of i32 and i64.
  ...[0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].map((opcode) => [opcode, nothing] as const),
  [0xd0, heapType], // ref.null
  [0xd2, index], // ref.func
  [0xfb, (cursor) => prefixed(cursor, 0xfb, garbageCollected)],
  [0xfd, (cursor) => prefixed(cursor, 0xfd, vectors)],
]);

const garbageCollected: ReadonlyMap<number, Step> = new Map<number, Step>([
  // struct.new, struct.new_default, array.new, array.new_default
  ...[0, 1, 6, 7].map((opcode) => [opcode, index] as const),
  // array.new_fixed, array.new_data, array.new_elem
  ...[8, 9, 10].map((opcode) => [opcode, indices] as const),
  // any.convert_extern, extern.convert_any, ref.i31
  ...[26, 27, 28].map((opcode) => [opcode, nothing] as const),
]);

const vectors: ReadonlyMap<number, Step> = new Map([[12, skipped(16)]]);

/** Steps over a constant expression and the `end` after it. Whether its type fits is not asked. */
export function constantExpression(cursor: Cursor): void {
  for (;;) {
    const start = cursor.at;
    const opcode = cursor.byte();
    if (opcode === 0x0b) return;
    const step = instructions.get(opcode) ?? cursor.fail(`has a constant expression with the instruction 0x${opcode.toString(16)}`, start);
    step(cursor);
  }
}

function prefixed(cursor: Cursor, prefix: number, known: ReadonlyMap<number, Step>): void {
  const start = cursor.at;
  const opcode = cursor.u32();
  const name = `0x${prefix.toString(16)} ${opcode}`;
  const step = known.get(opcode) ?? cursor.fail(`has a constant expression with the instruction ${name}`, start);
  step(cursor);
}
