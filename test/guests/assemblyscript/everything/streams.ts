import { guest, streams } from './demo';
import { begin, end, note, noteBytes, typed } from './notes';

const scratch = memory.data(256, 8);
let scratchUsed: u32 = 0;
let refuse = false;
let closed = false;
let cancelled: u64 = 0;

export function demo_stream_new(capacity: u64): i64 {
  note(capacity);
  closed = false;
  return i64.MIN_VALUE + 5;
}

/** Takes no bytes the first time, so that the host must offer them again. */
export function demo_stream_send(stream: i64, data: usize, len: i64): i64 {
  note(stream);
  if (refuse) {
    refuse = false;
    return -1;
  }
  noteBytes(data, <usize>len);
  return 0;
}

export function demo_stream_close(stream: i64): void {
  note(stream);
  closed = true;
}

export function demo_scratch_alloc(size: u32): u32 {
  if (scratchUsed + size > 256) return 0;
  scratchUsed += size;
  return <u32>scratch + scratchUsed - size;
}

/** The bytes are overwritten, so that whoever still uses them is found out. */
export function demo_scratch_free(address: u64, size: u32): void {
  scratchUsed -= size;
  memory.fill(<usize>address, 0x21, size);
}

export function demo_cancelled(token: u64): u64 {
  note(token);
  return u64(token == cancelled);
}

typed<guest.StreamNewExport>(demo_stream_new);
typed<guest.StreamSendExport>(demo_stream_send);
typed<guest.StreamCloseExport>(demo_stream_close);
typed<guest.ScratchAllocExport>(demo_scratch_alloc);
typed<guest.ScratchFreeExport>(demo_scratch_free);
typed<guest.CancelledExport>(demo_cancelled);

/** Lets the host deliver until the stream is closed. */
function pump(): void {
  for (let i = 0; i < 8 && !closed; i++) note(streams.pump());
}

export function run_streams(): usize {
  const reply = memory.data(8, 8);
  begin();
  note(streams.pump());
  note(streams.start(3, 5, reply));
  note(load<streams.Reply>(reply));
  refuse = true;
  pump();
  note(i64(closed));
  note(scratchUsed);
  cancelled = streams.Token.TAG | 6;
  note(streams.start(100, 6, reply));
  note(streams.start(0, streams.Token.NONE, reply));
  closed = false;
  pump();
  return end();
}
