import { lists, records } from './demo';
import { begin, end, note, noteBytes, noteFloat } from './notes';

function noteStat(answer: i32, s: records.Stat): void {
  note(answer);
  note(s.kind);
  note(i64(s.ok));
  note(s.channel);
  note(s.size);
  note(s.mtime);
  note(s.inner.a);
  note(s.inner.b);
  noteFloat(s.ratio);
  noteFloat(s.part);
  note(s.next);
  note(s.pad);
}

function noteEvent(answer: i32, e: records.Event): void {
  note(answer);
  note(e.tag);
  if (e.tag == records.Event.READ) note(e.read);
  if (e.tag == records.Event.CLOCK) {
    note(e.clock.id);
    note(e.clock.timeout);
  }
}

function variants(): void {
  const event = new records.Event();
  const got = new records.Event();
  const signal = new records.Signal();
  event.tag = records.Event.CLOCK;
  event.clock.id = 3;
  event.clock.timeout = 1_000_000_000_000;
  signal.tag = records.Signal.ON;
  noteEvent(records.wait(event, signal, got), got);
  event.tag = records.Event.NEVER;
  signal.tag = records.Signal.OFF;
  noteEvent(records.wait(event, signal, got), got);
  event.tag = 9;
  note(records.wait(event, signal, got));
  const subscription = new records.Subscription();
  subscription.userdata = u64.MAX_VALUE;
  subscription.event.tag = records.Event.READ;
  subscription.event.read = 9;
  note(records.poll(subscription));
}

export function run_records(): usize {
  begin();
  const stat = new records.Stat();
  stat.kind = records.Kind.FILE;
  stat.ok = true;
  stat.channel = 7;
  stat.size = 9007199254740993;
  stat.mtime = u64.MAX_VALUE;
  stat.inner.a = 200;
  stat.inner.b = 65535;
  stat.ratio = -0.5;
  stat.part = 1.5;
  stat.next = 0x80000000;
  note(records.set(stat));
  stat.pad = 1;
  note(records.set(stat));
  stat.pad = 0;
  stat.kind = 9;
  note(records.set(stat));
  noteStat(records.get(5, stat), stat);
  const place: u64 = changetype<usize>(stat);
  note(records.far(place));
  note(stat.channel);
  note(records.far((1 << 32) + place));
  variants();
  return end();
}

function point(at: usize, x: i32, y: i32): void {
  const it = changetype<lists.Point>(at);
  it.x = x;
  it.y = y;
}

export function run_lists(): usize {
  const numbers = memory.data<u32>([1, u32.MAX_VALUE, 3, 0, 0, 0, 0, 0, 0]);
  const points = memory.data(16, 4);
  const moved = memory.data(16, 4);
  const found = memory.data(32, 4);
  const count = memory.data(4, 4);
  begin();
  point(points, 1, -2);
  point(points + offsetof<lists.Point>(), i32.MAX_VALUE, i32.MIN_VALUE);
  note(lists.total(numbers, 3));
  note(lists.total(numbers, 9));
  note(lists.total(numbers, 0));
  note(lists.draw(points, 2));
  note(lists.draw(0, 0));
  note(lists.draw(points, 0));
  note(lists.list(found, 8, count));
  noteBytes(found, 4 * load<u32>(count));
  note(lists.shared(points, moved, 2, count));
  note(load<u32>(count));
  for (let i: usize = 0; i < 2; i++) {
    const it = changetype<lists.Point>(moved + i * offsetof<lists.Point>());
    note(it.x);
    note(it.y);
  }
  return end();
}
