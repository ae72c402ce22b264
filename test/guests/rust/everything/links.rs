use crate::demo::guest;
use crate::demo::link::{self, Bits};
use crate::notes::{group, note_float, note_u64};
use core::mem::transmute;

extern "C" fn none() -> u64 {
    u64::MAX
}
extern "C" fn negated(x: u64) -> u64 {
    !x
}
extern "C" fn difference(x: u64, y: u64) -> u64 {
    x.wrapping_sub(y)
}

/// A function pointer is a slot of the table.
#[no_mangle]
unsafe extern "C" fn demo_apply0(index: u32) -> u64 {
    transmute::<usize, extern "C" fn() -> u64>(index as usize)()
}
#[no_mangle]
unsafe extern "C" fn demo_apply1(index: u32, x: u64) -> u64 {
    transmute::<usize, extern "C" fn(u64) -> u64>(index as usize)(x)
}
#[no_mangle]
unsafe extern "C" fn demo_apply2(index: u32, x: u64, y: u64) -> u64 {
    transmute::<usize, extern "C" fn(u64, u64) -> u64>(index as usize)(x, y)
}
#[no_mangle]
extern "C" fn demo_import(name: u64) -> u64 {
    name.wrapping_add(1)
}

#[no_mangle]
extern "C" fn demo_ready(seed: u32) -> u64 {
    u64::MAX - u64::from(seed)
}
#[no_mangle]
extern "C" fn demo_callback(a: i32, b: f32, c: f64, d: i64) -> f64 {
    f64::from(a) + f64::from(b) + c + d as f64
}

const _: guest::Apply0Export = demo_apply0;
const _: guest::Apply1Export = demo_apply1;
const _: guest::Apply2Export = demo_apply2;
const _: guest::ImportItExport = demo_import;
const _: guest::ReadyExport = demo_ready;
const _: guest::CallbackExport = demo_callback;

unsafe fn calls() {
    note_u64(link::apply_0(none as usize as u32).0);
    note_u64(link::apply_1(negated as usize as u32, Bits(1)).0);
    note_u64(link::apply_2(difference as usize as u32, Bits(1), Bits(3)).0);
    note_u64(link::import_it(Bits(u64::MAX)).0);
    note_float(link::square(1.5));
}

#[no_mangle]
extern "C" fn run_links() -> usize {
    group(calls)
}
