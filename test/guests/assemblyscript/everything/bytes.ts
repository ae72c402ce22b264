import { Buffer, bytes, handles } from './demo';
import { begin, end, note, noteBytes } from './notes';

const buf = memory.data(64, 8);
const more = memory.data(64, 8);
const four = memory.data<u8>([1, 2, 3, 4, 250], 4);
const cell = memory.data(8, 8);
const pieces = memory.data(24, 8);

function peek(cap: u64): void {
  store<u64>(cell, 0);
  note(bytes.peek(buf, cap, cell));
  note(load<i64>(cell));
}

function several(): void {
  const numbers = memory.data(32, 8);
  const size = bytes.several(buf, 4, more, 3, numbers, numbers + 4, numbers + 8, numbers + 16);
  note(size);
  noteBytes(buf, size);
  noteBytes(more, load<u32>(numbers));
  note(load<u32>(numbers, 4));
  note(load<i64>(numbers, 8));
  note(handles.use(load<handles.Channel>(numbers, 16)));
}

function piece(i: usize, address: usize, length: u32): void {
  const it = changetype<Buffer>(pieces + i * offsetof<Buffer>());
  it.address = <u32>address;
  it.length = length;
}

export function run_bytes(): usize {
  begin();
  note(bytes.sum(four, 5));
  note(bytes.sum(four + 1, 4));
  note(bytes.sum(four, 0));

  store<u8>(buf, 0x6b);
  note(bytes.keep(buf, 1));
  store<u8>(buf, 0x78);

  note(bytes.wide(four, 5));

  note(bytes.fill(buf, 8));
  noteBytes(buf, 8);
  const size = bytes.read(buf, 16);
  note(size);
  noteBytes(buf, size);
  peek(0);
  peek(64);
  noteBytes(buf, 3);
  note(bytes.flip(buf, 3));
  noteBytes(buf, 3);

  note(bytes.both(0, 0, 0, 0));
  note(bytes.both(buf, 0, four, 2));

  piece(0, four, 2);
  piece(1, 0, 0);
  piece(2, four + 2, 3);
  note(bytes.gather(pieces, 3, cell));
  note(load<u32>(cell));
  piece(0, buf, 3);
  piece(1, more, 4);
  store<u8>(more, 0x2d, 2);
  note(bytes.scatter(pieces, 2));
  noteBytes(buf, 3);
  noteBytes(more, 3);
  several();

  store<u32>(cell, 0);
  note(bytes.poke(cell, 0x89abcdef));
  note(load<u32>(cell));
  return end();
}
