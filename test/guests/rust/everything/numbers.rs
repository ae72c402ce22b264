use crate::demo::numbers::*;
use crate::notes::{group, note, note_float, note_u64};

unsafe fn wide_and_narrow() {
    let (mut truth, mut f32, mut f64) = (false, 0.0, 0.0);
    let (mut u8, mut s8, mut u16, mut s16, mut u32, mut s32, mut u64, mut s64) = (0, 0, 0, 0, 0, 0, 0, 0);
    widths(&mut truth, &mut u8, &mut s8, &mut u16, &mut s16, &mut u32, &mut s32, &mut u64, &mut s64, &mut f32, &mut f64);
    note(truth);
    note(u8);
    note(s8);
    note(u16);
    note(s16);
    note(u32);
    note(s32);
    note_u64(u64);
    note(s64);
    note_float(f32);
    note_float(f64);
}

unsafe fn number_calls() {
    note(u32(u32::MAX));
    note(s32(i32::MIN));
    note_u64(u64(u64::MAX));
    note(s64(i64::MIN));
    note_float(f32(0.1));
    note_float(f64(-1.7976931348623157e308));
    note(not(true));
    note_u64(box_(Boxed(0x7ff8dead00000001)).0);
    note(small(255, -128, 65535, -32768));
    note(widened(1, 65535, i32::MIN.into(), u32::MAX.into()));
    wide_and_narrow();
    note(find(1));
    note(find(2));
    note(after(-1));
    note(after(i64::MAX));
}

#[no_mangle]
extern "C" fn run_numbers() -> usize {
    group(number_calls)
}

unsafe fn enum_calls() {
    note(paint(Color::BLUE));
    note(paint(Color(3)));
    note(raise(Level::LOW, Big::ODD, Least::MAX).0);
    note(raise(Level(12345), Big::MAX, Least::MIN).0);
    note(spawn(Stdio::INHERIT));
    note(spawn(Stdio(Stdio::FD_FIRST.0 + 3)));
    note(spawn(Stdio(3)));
    note(allow(Access::READ | Access::TOP, Hints::SIGN | Hints(0x100), Lax(0xf003), Mask::TOP));
    note(allow(Access(4), Hints(0), Lax(0), Mask(0)));
    note(allow(Access(0), Hints(0), Lax(0), Mask(2)));
    note(toggle(Access::TOP).0);
    note(listen(65535));
    note(listen(0));
    note(listen(65536));
}

#[no_mangle]
extern "C" fn run_enums() -> usize {
    group(enum_calls)
}
