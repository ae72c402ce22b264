use crate::demo::guest;
use crate::demo::streams::{self, Reply, Token};
use crate::notes::{group, note, note_bytes, note_u64};

static mut SCRATCH: [u8; 256] = [0; 256];
static mut SCRATCH_USED: u32 = 0;
static mut REFUSE: bool = false;
static mut CLOSED: bool = false;
static mut CANCELLED: u64 = 0;

#[no_mangle]
unsafe extern "C" fn demo_stream_new(capacity: u64) -> i64 {
    note_u64(capacity);
    CLOSED = false;
    i64::MIN + 5
}

/// Takes no bytes the first time, so that the host must offer them again.
#[no_mangle]
unsafe extern "C" fn demo_stream_send(stream: i64, data: *mut u8, len: i64) -> i64 {
    note(stream);
    if REFUSE {
        REFUSE = false;
        return -1;
    }
    note_bytes(core::slice::from_raw_parts(data, len as usize));
    0
}

#[no_mangle]
unsafe extern "C" fn demo_stream_close(stream: i64) {
    note(stream);
    CLOSED = true;
}

#[no_mangle]
unsafe extern "C" fn demo_scratch_alloc(size: u32) -> u32 {
    if SCRATCH_USED + size > 256 {
        return 0;
    }
    SCRATCH_USED += size;
    core::ptr::addr_of!(SCRATCH) as usize as u32 + SCRATCH_USED - size
}

/// The bytes are overwritten, so that whoever still uses them is found out.
#[no_mangle]
unsafe extern "C" fn demo_scratch_free(address: u64, size: u32) {
    SCRATCH_USED -= size;
    core::ptr::write_bytes(address as usize as *mut u8, b'!', size as usize);
}

#[no_mangle]
unsafe extern "C" fn demo_cancelled(token: u64) -> u64 {
    note_u64(token);
    (token == CANCELLED).into()
}

const _: guest::StreamNewExport = demo_stream_new;
const _: guest::StreamSendExport = demo_stream_send;
const _: guest::StreamCloseExport = demo_stream_close;
const _: guest::ScratchAllocExport = demo_scratch_alloc;
const _: guest::ScratchFreeExport = demo_scratch_free;
const _: guest::CancelledExport = demo_cancelled;

/// Lets the host deliver until the stream is closed.
unsafe fn pump() {
    for _ in 0..8 {
        if CLOSED {
            return;
        }
        note(streams::pump().0);
    }
}

unsafe fn calls() {
    let mut reply = Reply(0);
    note(streams::pump().0);
    note(streams::start(3, Token(5), &mut reply));
    note(reply.0);
    REFUSE = true;
    pump();
    note(CLOSED);
    note(SCRATCH_USED);
    CANCELLED = Token::TAG | 6;
    note(streams::start(100, Token(6), &mut reply));
    note(streams::start(0, Token::NONE, &mut reply));
    CLOSED = false;
    pump();
}

#[no_mangle]
extern "C" fn run_streams() -> usize {
    group(calls)
}
