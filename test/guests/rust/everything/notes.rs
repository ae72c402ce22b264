//! What a guest saw: numbers and bytes that the test reads when a group of calls is over.

/// Each note: u32 kind (0 integer, 1 bytes, 2 float), u32 size, then the bytes, padded to 8.
#[repr(align(8))]
struct Notes([u8; 16384]);

static mut NOTES: Notes = Notes([0; 16384]);
static mut USED: usize = 0;

#[no_mangle]
extern "C" fn notes_base() -> usize {
    unsafe { core::ptr::addr_of!(NOTES) as usize }
}

/// Runs a group of calls with its notes alone, and answers where they end.
pub fn group(calls: unsafe fn()) -> usize {
    unsafe {
        USED = 0;
        calls();
        notes_base() + USED
    }
}

fn entry(kind: u32, data: &[u8]) {
    unsafe {
        let place = &mut NOTES.0[USED..];
        place[0..4].copy_from_slice(&kind.to_le_bytes());
        place[4..8].copy_from_slice(&(data.len() as u32).to_le_bytes());
        place[8..8 + data.len()].copy_from_slice(data);
        USED += 8 + (data.len() + 7 & !7);
    }
}

pub fn note(value: impl Into<i64>) {
    entry(0, &value.into().to_le_bytes());
}

/// A number that `i64` holds with another sign.
pub fn note_u64(value: u64) {
    note(value as i64);
}

pub fn note_float(value: impl Into<f64>) {
    entry(2, &value.into().to_le_bytes());
}

pub fn note_bytes(data: &[u8]) {
    entry(1, data);
}
