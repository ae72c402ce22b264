use crate::demo::handles::{self, Channel};
use crate::demo::text;
use crate::notes::{group, note, note_bytes, note_u64};
use core::ptr::{null, null_mut};

/// A call that writes text and its length: answer, length, and the text where the call went well.
fn told(answer: i32, length: u64, buf: &[u8]) {
    note(answer);
    note_u64(length);
    if answer == 0 {
        note_bytes(&buf[..length as usize]);
    }
}

unsafe fn next(channel: Channel, cap: usize) {
    let (mut buf, mut length) = ([0; 64], 0);
    let answer = text::next(channel, buf.as_mut_ptr(), cap, &mut length);
    told(answer, length, &buf);
}

unsafe fn calls() {
    let (mut buf, mut len) = ([0; 64], 0);
    let hello = "héllo";
    text::say(hello.as_ptr(), hello.len());
    text::say("".as_ptr(), 0);

    told(text::name(null_mut(), 0, &mut len), len.into(), &buf);
    told(text::name(buf.as_mut_ptr(), 16, &mut len), len.into(), &buf);

    let inbox = "inbox";
    let inbox = Channel(handles::open(inbox.as_ptr(), inbox.len()));
    next(inbox, 4);
    next(inbox, 64);
    next(inbox, 64);

    told(text::drop(buf.as_mut_ptr(), 2, &mut len), len.into(), &buf);
    told(text::drop(buf.as_mut_ptr(), 64, &mut len), len.into(), &buf);
    told(text::brief(buf.as_mut_ptr(), 5, &mut len), len.into(), &buf);

    let size = text::title(buf.as_mut_ptr(), 6);
    note(size);
    note_bytes(&buf[..size as usize]);
    let size = text::label(buf.as_mut_ptr(), 64);
    note(size);
    note_bytes(&buf[..size as usize]);

    note(text::greet(null(), 0));
    note(text::greet(buf.as_ptr(), 0));
    note(text::greet("Ann".as_ptr(), 3));

    note(text::explain(1, buf.as_mut_ptr(), 5, &mut len));
    note_bytes(&buf[..len as usize]);
    len = 77;
    note(text::explain(0, buf.as_mut_ptr(), 64, &mut len));
    note(len);
}

#[no_mangle]
extern "C" fn run_text() -> usize {
    group(calls)
}
