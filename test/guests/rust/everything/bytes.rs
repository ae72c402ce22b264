use crate::demo::handles::{self, Channel};
use crate::demo::{bytes, Buffer};
use crate::notes::{group, note, note_bytes, note_u64};
use core::ptr::null;

#[repr(align(4))]
struct Four([u8; 5]);
static FOUR: Four = Four([1, 2, 3, 4, 250]);

#[repr(align(8))]
struct Aligned([u8; 64]);

fn wide<T>(at: *const T) -> u64 {
    at as usize as u64
}

fn piece(at: *const u8, length: u32) -> Buffer {
    Buffer { address: at as usize as u32, length }
}

unsafe fn peek(buf: &mut [u8], cap: u64) {
    let mut length = 0u64;
    note(bytes::peek(wide(buf.as_mut_ptr()), cap, wide(&mut length)));
    note_u64(length);
}

unsafe fn several(buf: &mut [u8], more: &mut [u8]) {
    let (mut address_len, mut flags, mut offset, mut peer) = (0, 0, 0, Channel(0));
    let size = bytes::several(buf.as_mut_ptr(), 4, more.as_mut_ptr(), 3, &mut address_len, &mut flags, &mut offset, &mut peer);
    note(size);
    note_bytes(&buf[..size as usize]);
    note_bytes(&more[..address_len as usize]);
    note(flags);
    note(offset);
    note(handles::use_(peer));
}

unsafe fn calls() {
    let Aligned(mut buf) = Aligned([0; 64]);
    let mut more = [0; 64];
    let four = FOUR.0.as_ptr();
    note(bytes::sum(four, 5));
    note(bytes::sum(four.add(1), 4));
    note(bytes::sum(four, 0));

    buf[0] = b'k';
    note(bytes::keep(buf.as_ptr(), 1));
    buf[0] = b'x';

    note_u64(bytes::wide(wide(four), 5));

    note(bytes::fill(buf.as_mut_ptr(), 8));
    note_bytes(&buf[..8]);
    let size = bytes::read(buf.as_mut_ptr(), 16);
    note(size);
    note_bytes(&buf[..size as usize]);
    peek(&mut buf, 0);
    peek(&mut buf, 64);
    note_bytes(&buf[..3]);
    note(bytes::flip(buf.as_mut_ptr(), 3));
    note_bytes(&buf[..3]);

    note(bytes::both(null(), 0, null(), 0));
    note(bytes::both(buf.as_ptr(), 0, four, 2));

    let mut written = 0;
    let pieces = [piece(four, 2), piece(null(), 0), piece(four.add(2), 3)];
    note(bytes::gather(pieces.as_ptr(), 3, &mut written));
    note(written);
    more[2] = b'-';
    let pieces = [piece(buf.as_mut_ptr(), 3), piece(more.as_mut_ptr(), 4)];
    note(bytes::scatter(pieces.as_ptr(), 2));
    note_bytes(&buf[..3]);
    note_bytes(&more[..3]);
    several(&mut buf, &mut more);

    let mut cell = 0u32;
    note(bytes::poke((&mut cell as *mut u32).cast(), 0x89abcdef));
    note(cell);
}

#[no_mangle]
extern "C" fn run_bytes() -> usize {
    group(calls)
}
