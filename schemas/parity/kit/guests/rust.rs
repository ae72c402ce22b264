//! The parity ABI from Rust, on the generated module: one exported function for each vector.
#![no_std]

#[allow(dead_code)]
mod parity {
    include!(concat!(env!("DECLARED"), "/rust/parity.rs"));
}

use core::ptr::{addr_of, addr_of_mut};
use parity::{bytes, control, handles, lists, numbers, packed, records, store, text};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Where vectors leave what they got, for the kit to look at.
static mut BUFFER: [u8; 64] = [0; 64];
static mut LENGTH: u32 = 0;

fn buffer() -> *mut u8 {
    unsafe { addr_of_mut!(BUFFER).cast() }
}

fn length() -> *mut u32 {
    unsafe { addr_of_mut!(LENGTH) }
}

#[no_mangle]
pub extern "C" fn buffer_at() -> u32 {
    buffer() as u32
}

#[no_mangle]
pub extern "C" fn length_at() -> u32 {
    length() as u32
}

#[no_mangle]
pub extern "C" fn count_characters() -> i32 {
    let said = "žluťoučký 🐴";
    unsafe { text::count(said.as_ptr(), said.len()) }
}

#[no_mangle]
pub extern "C" fn cut_text() -> i32 {
    let said = "žluťoučký";
    unsafe { text::cut(said.as_ptr(), said.len(), buffer(), 5, length()) }
}

#[no_mangle]
pub extern "C" fn bad_text() -> i32 {
    let said = b"ab\xc3";
    unsafe { text::count(said.as_ptr(), said.len()) }
}

#[no_mangle]
pub extern "C" fn dangling_slice() -> i32 {
    let nothing: &[u8] = &[];
    unsafe { text::count(nothing.as_ptr(), nothing.len()) }
}

#[no_mangle]
pub extern "C" fn fill_buffer() -> i32 {
    unsafe { bytes::fill(0x5a, buffer(), 8) }
}

#[no_mangle]
pub extern "C" fn reverse_buffer() -> i32 {
    unsafe {
        for (i, byte) in b"desserts".iter().enumerate() {
            *buffer().add(i) = *byte;
        }
        bytes::reverse(buffer(), 8)
    }
}

#[no_mangle]
pub extern "C" fn wide_sum() -> u64 {
    let data = [255u8; 16];
    unsafe { bytes::wide(data.as_ptr() as usize as u64, data.len() as u64) }
}

#[no_mangle]
pub extern "C" fn least_number() -> i64 {
    unsafe { numbers::s64(i64::MIN) }
}

#[no_mangle]
pub extern "C" fn negative_zero() -> f64 {
    unsafe { numbers::f64(-0.0) }
}

#[no_mangle]
pub extern "C" fn all_widths() -> i32 {
    let (mut a, mut b, mut c, mut d, mut e) = (false, 0u8, 0i8, 0u16, 0i16);
    let (mut f, mut g, mut h, mut i, mut j, mut k) = (0u32, 0i32, 0u64, 0i64, 0f32, 0f64);
    unsafe {
        numbers::widths(&mut a, &mut b, &mut c, &mut d, &mut e, &mut f, &mut g, &mut h, &mut i, &mut j, &mut k);
    }
    (a && b == 255 && c == -128 && d == u16::MAX && e == i16::MIN && f == u32::MAX && g == i32::MIN && h == u64::MAX && i == i64::MIN && j == 1.5 && k == -1e300) as i32
}

#[no_mangle]
pub extern "C" fn poll_record() -> i32 {
    let subscription = records::Subscription {
        userdata: u64::MAX,
        event: records::Event { tag: records::Event::NEVER, payload: records::EventPayload { read: 0 } },
    };
    unsafe { records::poll(addr_of!(subscription)) }
}

#[no_mangle]
pub extern "C" fn list_numbers() -> i32 {
    let mut numbers = [0u32; 8];
    unsafe {
        if lists::list(numbers.as_mut_ptr(), 8, length()) != 0 {
            return -1;
        }
    }
    (numbers[2] == u32::MAX && numbers[3] == 0) as i32
}

#[no_mangle]
pub extern "C" fn open_and_forget() -> i32 {
    let name = "lamp";
    unsafe {
        let channel = handles::open(name.as_ptr(), name.len());
        handles::close(handles::Channel(channel));
        handles::close(handles::Channel(channel))
    }
}

#[no_mangle]
pub extern "C" fn bind_address() -> i32 {
    let address = [2u8, 0, 0x01, 0xbb, 10, 0, 0, 1];
    unsafe { packed::bind(address.as_ptr(), address.len()) }
}

#[no_mangle]
pub extern "C" fn store_value() -> i32 {
    let (key, value) = ("ключ", [1u8, 2, 3]);
    unsafe {
        store::put(key.as_ptr(), key.len(), value.as_ptr(), value.len());
        store::get(key.as_ptr(), key.len(), buffer(), 64, length())
    }
}

#[no_mangle]
pub extern "C" fn parity_callback(value: i32) -> i32 {
    value.wrapping_mul(value)
}

#[no_mangle]
pub extern "C" fn call_back() -> i32 {
    unsafe { control::call(-12) }
}

#[no_mangle]
pub extern "C" fn panics() -> i32 {
    panic!("a guest that gives up")
}
