import { numbers } from './demo';
import { begin, end, note, noteFloat } from './notes';

function widths(): void {
  const at = memory.data(88, 8);
  numbers.widths(at, at + 8, at + 16, at + 24, at + 32, at + 40, at + 48, at + 56, at + 64, at + 72, at + 80);
  note(i64(load<bool>(at)));
  note(load<u8>(at, 8));
  note(load<i8>(at, 16));
  note(load<u16>(at, 24));
  note(load<i16>(at, 32));
  note(load<u32>(at, 40));
  note(load<i32>(at, 48));
  note(load<u64>(at, 56));
  note(load<i64>(at, 64));
  noteFloat(load<f32>(at, 72));
  noteFloat(load<f64>(at, 80));
}

export function run_numbers(): usize {
  begin();
  note(numbers.u32_(u32.MAX_VALUE));
  note(numbers.s32(i32.MIN_VALUE));
  note(numbers.u64_(u64.MAX_VALUE));
  note(numbers.s64(i64.MIN_VALUE));
  noteFloat(numbers.f32_(0.1));
  noteFloat(numbers.f64_(-1.7976931348623157e308));
  note(i64(numbers.not(true)));
  note(numbers.box(0x7ff8dead00000001));
  note(numbers.small(255, -128, 65535, -32768));
  note(numbers.widened(1, 65535, i32.MIN_VALUE, u32.MAX_VALUE));
  widths();
  note(numbers.find(1));
  note(numbers.find(2));
  note(numbers.after(-1));
  note(numbers.after(i64.MAX_VALUE));
  return end();
}

export function run_enums(): usize {
  begin();
  note(numbers.paint(numbers.Color.BLUE));
  note(numbers.paint(3));
  note(numbers.raise(numbers.Level.LOW, numbers.Big.ODD, numbers.Least.MAX));
  note(numbers.raise(12345, numbers.Big.MAX, numbers.Least.MIN));
  note(numbers.spawn(numbers.Stdio.INHERIT));
  note(numbers.spawn(numbers.Stdio.FD_FIRST + 3));
  note(numbers.spawn(3));
  note(numbers.allow(numbers.Access.READ | numbers.Access.TOP, numbers.Hints.SIGN | 0x100, 0xf003, numbers.Mask.TOP));
  note(numbers.allow(4, 0, 0, 0));
  note(numbers.allow(0, 0, 0, 2));
  note(numbers.toggle(numbers.Access.TOP));
  note(numbers.listen(65535));
  note(numbers.listen(0));
  note(numbers.listen(65536));
  return end();
}
