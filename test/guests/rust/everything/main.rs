//! The guest of `test/guests/everything` in Rust: the same calls with the same notes, on the generated module.
#![no_std]

#[allow(dead_code)]
mod demo {
    include!(concat!(env!("DECLARED"), "/rust/demo.rs"));
}

mod bytes;
mod handles;
mod links;
mod notes;
mod numbers;
mod packed;
mod records;
mod streams;
mod text;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
