import { guest, link } from './demo';
import { begin, end, note, noteFloat, typed } from './notes';

function none(): u64 {
  return u64.MAX_VALUE;
}
function negated(x: u64): u64 {
  return ~x;
}
function difference(x: u64, y: u64): u64 {
  return x - y;
}

export function demo_apply0(index: u32): u64 {
  return call_indirect<u64>(index);
}
export function demo_apply1(index: u32, x: u64): u64 {
  return call_indirect<u64>(index, x);
}
export function demo_apply2(index: u32, x: u64, y: u64): u64 {
  return call_indirect<u64>(index, x, y);
}
export function demo_import(name: u64): u64 {
  return name + 1;
}

export function demo_ready(seed: u32): u64 {
  return u64.MAX_VALUE - seed;
}
export function demo_callback(a: i32, b: f32, c: f64, d: i64): f64 {
  return <f64>a + b + c + <f64>d;
}

typed<guest.Apply0Export>(demo_apply0);
typed<guest.Apply1Export>(demo_apply1);
typed<guest.Apply2Export>(demo_apply2);
typed<guest.ImportItExport>(demo_import);
typed<guest.ReadyExport>(demo_ready);
typed<guest.CallbackExport>(demo_callback);

export function run_links(): usize {
  begin();
  note(link.apply0(none.index));
  note(link.apply1(negated.index, 1));
  note(link.apply2(difference.index, 1, 3));
  note(link.importIt(u64.MAX_VALUE));
  noteFloat(link.square(1.5));
  return end();
}
