use crate::demo::{packed, payload};
use crate::notes::{group, note, note_bytes};
use core::ptr::null;

unsafe fn lookup(cap: usize) {
    let (mut buf, mut length) = ([0; 128], 0);
    let answer = packed::lookup(buf.as_mut_ptr(), cap, &mut length);
    note(answer);
    note(length);
    if answer == 0 {
        note_bytes(&buf[..length as usize]);
    }
}

unsafe fn packed_calls() {
    let bind = |address: &[u8]| note(packed::bind(address.as_ptr(), address.len()));
    bind(&[2, 0, 0x1f, 0x90, 127, 0, 0, 1]);
    bind(b"\x01\0/tmp/s");
    bind(&[7, 0, 1]);
    bind(&[2, 0, 0x1f, 0x90, 127, 0, 0]);
    bind(&[2, 0, 0x1f, 0x90, 127, 0, 0, 1, 9]);
    let names = b"\x03\0\0\0\x01\0\0\0a\0\0\0\0\x03\0\0\0\xc4\x8do";
    note(packed::names(names.as_ptr(), names.len()));
    note(packed::names(null(), 0));
    lookup(8);
    lookup(128);
}

#[no_mangle]
extern "C" fn run_packed() -> usize {
    group(packed_calls)
}

/// Text that is put together piece by piece.
struct Json {
    text: [u8; 64],
    used: usize,
}

impl Json {
    fn put(&mut self, text: &str) {
        self.text[self.used..self.used + text.len()].copy_from_slice(text.as_bytes());
        self.used += text.len();
    }

    fn put_number(&mut self, value: usize) {
        if value > 9 {
            self.put_number(value / 10);
        }
        self.text[self.used] = b'0' + (value % 10) as u8;
        self.used += 1;
    }
}

/// {"bindings":[{"ptr":address,"len":length}]}
unsafe fn launch_on(address: usize, length: usize) -> i32 {
    let mut json = Json { text: [0; 64], used: 0 };
    json.put("{\"bindings\":[{\"ptr\":");
    json.put_number(address);
    json.put(",\"len\":");
    json.put_number(length);
    json.put("}]}");
    payload::launch(json.text.as_ptr(), json.used)
}

unsafe fn ask(request: &[u8], cap: usize) {
    let (mut buf, mut length) = ([0; 128], 0);
    let answer = payload::ask(request.as_ptr() as usize as u64, request.len() as u64, buf.as_mut_ptr(), cap, &mut length);
    note(answer);
    note(length);
    if answer == 0 {
        note_bytes(&buf[..length as usize]);
    }
}

unsafe fn payload_calls() {
    // {"sql": "select", "limit": 5}
    let request = b"\x82\xa3sql\xa6select\xa5limit\x05";
    ask(request, 4);
    ask(request, 128);
    // {"sql": 1}: not what the schema says.
    ask(b"\x81\xa3sql\x01", 128);

    let mut data = [1, 2, 3, 4];
    note(launch_on(data.as_mut_ptr() as usize, 4));
    note_bytes(&data);
    note(launch_on(0xfffffff0, 32));

    // [1, "x"]
    let pair = b"\x92\x01\xa1x";
    let mut buf = [0; 128];
    let size = payload::echo(pair.as_ptr(), pair.len(), buf.as_mut_ptr(), 128);
    note(size);
    note_bytes(&buf[..size as usize]);
    let size = payload::echo(null(), 0, buf.as_mut_ptr(), 128);
    note(size);
    note_bytes(&buf[..size as usize]);
    note(payload::echo(pair.as_ptr(), pair.len(), buf.as_mut_ptr(), 1));
}

#[no_mangle]
extern "C" fn run_payload() -> usize {
    group(payload_calls)
}
