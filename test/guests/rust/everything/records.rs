use crate::demo::handles::Fd;
use crate::demo::lists::{self, Point};
use crate::demo::records::*;
use crate::notes::{group, note, note_bytes, note_float, note_u64};
use core::ptr::{addr_of_mut, null};

fn note_stat(answer: i32, s: &Stat) {
    note(answer);
    note(s.kind.0);
    note(s.ok);
    note(s.channel.0);
    note_u64(s.size);
    note_u64(s.mtime);
    note(s.inner.a);
    note(s.inner.b);
    note_float(s.ratio);
    note_float(s.part);
    note(s.next);
    note(s.pad);
}

unsafe fn note_event(answer: i32, e: &Event) {
    note(answer);
    note(e.tag);
    if e.tag == Event::READ {
        note(e.payload.read);
    }
    if e.tag == Event::CLOCK {
        note(e.payload.clock.id);
        note_u64(e.payload.clock.timeout);
    }
}

unsafe fn variants() {
    let clock = Clock { id: 3, timeout: 1_000_000_000_000 };
    let mut event = Event { tag: Event::CLOCK, payload: EventPayload { clock } };
    let mut got = Event { tag: 0, payload: EventPayload { clock: Clock { id: 0, timeout: 0 } } };
    let mut signal = Signal { tag: Signal::ON };
    note_event(wait(&event, &signal, &mut got), &got);
    event.tag = Event::NEVER;
    signal.tag = Signal::OFF;
    note_event(wait(&event, &signal, &mut got), &got);
    event.tag = 9;
    note(wait(&event, &signal, &mut got));
    let event = Event { tag: Event::READ, payload: EventPayload { read: 9 } };
    note(poll(&Subscription { userdata: u64::MAX, event }));
}

unsafe fn record_calls() {
    let mut stat = Stat {
        kind: Kind::FILE,
        ok: true,
        channel: Fd(7),
        size: 9007199254740993,
        mtime: u64::MAX,
        inner: Inner { a: 200, b: 65535 },
        ratio: -0.5,
        part: 1.5,
        next: 0x80000000,
        pad: 0,
    };
    note(set(&stat));
    stat.pad = 1;
    note(set(&stat));
    stat.pad = 0;
    stat.kind = Kind(9);
    note(set(&stat));
    note_stat(get(5, &mut stat), &stat);
    let place = addr_of_mut!(stat) as usize as u64;
    note(far(place));
    note(stat.channel.0);
    note(far((1 << 32) + place));
    variants();
}

#[no_mangle]
extern "C" fn run_records() -> usize {
    group(record_calls)
}

unsafe fn list_calls() {
    let numbers = [1, u32::MAX, 3, 0, 0, 0, 0, 0, 0];
    let points = [Point { x: 1, y: -2 }, Point { x: i32::MAX, y: i32::MIN }];
    let (mut found, mut count, mut done) = ([0u32; 8], 0, 0);
    let mut moved = [Point { x: 0, y: 0 }; 2];
    note(lists::total(numbers.as_ptr(), 3));
    note(lists::total(numbers.as_ptr(), 9));
    note(lists::total(numbers.as_ptr(), 0));
    note(lists::draw(points.as_ptr(), 2));
    note(lists::draw(null(), 0));
    note(lists::draw(points.as_ptr(), 0));
    note(lists::list(found.as_mut_ptr(), 8, &mut count));
    note_bytes(core::slice::from_raw_parts(found.as_ptr().cast(), 4 * count as usize));
    note(lists::shared(points.as_ptr(), moved.as_mut_ptr(), 2, &mut done));
    note(done);
    for point in moved {
        note(point.x);
        note(point.y);
    }
}

#[no_mangle]
extern "C" fn run_lists() -> usize {
    group(list_calls)
}
