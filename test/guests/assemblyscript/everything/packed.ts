import { packed, payload } from './demo';
import { begin, end, note, noteBytes, Text } from './notes';

const buf = memory.data(128, 8);
const len = memory.data(4, 4);

/** A call that writes bytes and their length: answer, length, and the bytes where the call went well. */
function told(answer: i32): void {
  note(answer);
  note(load<u32>(len));
  if (answer == 0) noteBytes(buf, load<u32>(len));
}

export function run_packed(): usize {
  begin();
  note(packed.bind(memory.data<u8>([2, 0, 0x1f, 0x90, 127, 0, 0, 1]), 8));
  note(packed.bind(memory.data<u8>([1, 0, 0x2f, 0x74, 0x6d, 0x70, 0x2f, 0x73]), 8));
  note(packed.bind(memory.data<u8>([7, 0, 1]), 3));
  note(packed.bind(memory.data<u8>([2, 0, 0x1f, 0x90, 127, 0, 0]), 7));
  note(packed.bind(memory.data<u8>([2, 0, 0x1f, 0x90, 127, 0, 0, 1, 9]), 9));
  note(packed.names(memory.data<u8>([3, 0, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 0, 3, 0, 0, 0, 0xc4, 0x8d, 0x6f]), 20));
  note(packed.names(0, 0));
  store<u32>(len, 0);
  told(packed.lookup(buf, 8, len));
  store<u32>(len, 0);
  told(packed.lookup(buf, 128, len));
  return end();
}

function launchOn(address: usize, length: usize): i32 {
  const json = new Text(`{"bindings":[{"ptr":${address},"len":${length}}]}`);
  return payload.launch(json.at, json.length);
}

function ask(request: usize, size: u64, cap: usize): void {
  store<u32>(len, 0);
  told(payload.ask(request, size, buf, cap, len));
}

function echoed(size: i32): void {
  note(size);
  noteBytes(buf, size);
}

export function run_payload(): usize {
  const data = memory.data<u8>([1, 2, 3, 4]);
  // {"sql": "select", "limit": 5}
  const request = memory.data<u8>([
    0x82, 0xa3, 0x73, 0x71, 0x6c, 0xa6, 0x73, 0x65, 0x6c, 0x65, 0x63, 0x74, 0xa5, 0x6c, 0x69, 0x6d, 0x69, 0x74, 5,
  ]);
  begin();
  ask(request, 19, 4);
  ask(request, 19, 128);
  // {"sql": 1}: not what the schema says.
  ask(memory.data<u8>([0x81, 0xa3, 0x73, 0x71, 0x6c, 1]), 6, 128);

  memory.copy(data, memory.data<u8>([1, 2, 3, 4]), 4);
  note(launchOn(data, 4));
  noteBytes(data, 4);
  note(launchOn(0xfffffff0, 32));

  // [1, "x"]
  const pair = memory.data<u8>([0x92, 1, 0xa1, 0x78]);
  echoed(payload.echo(pair, 4, buf, 128));
  echoed(payload.echo(0, 0, buf, 128));
  note(payload.echo(pair, 4, buf, 1));
  return end();
}
