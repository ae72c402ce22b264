use crate::demo::errors;
use crate::demo::handles::{self, Channel, Fd, Lamp};
use crate::notes::{group, note};

unsafe fn open(name: &str) -> Channel {
    Channel(handles::open(name.as_ptr(), name.len()))
}

unsafe fn handle_calls() {
    let a = open("a");
    let b = open("b");
    note(a.0 > 0 && b.0 > 0 && a != b);
    note(handles::use_(a));
    note(handles::join(a, b));
    note(handles::join(a, Channel(-1)));
    note(handles::close(b));
    note(handles::use_(b));
    note(handles::close(b));
    note(handles::use_(Channel(0)));
    note(handles::use_(Channel(-1)));

    let (mut channel, mut lamp) = (Channel(0), Lamp(0));
    note(handles::pair(&mut channel, &mut lamp));
    note(handles::use_(channel));
    note(handles::shine(lamp));
    note(handles::shine(Lamp(channel.0 as u32)));
    let second = handles::light();
    note(second > 0);
    note(handles::shine(Lamp(second as u32)));
    note(handles::light());

    note(handles::dup(Fd(3)));
    note(handles::sync(Fd(u32::MAX)));
    note(handles::sync(Fd(u32::MAX - 1)));
}

#[no_mangle]
extern "C" fn run_handles() -> usize {
    group(handle_calls)
}

unsafe fn error_calls() {
    for which in 0..5 {
        note(errors::unit(which));
    }
    for which in 0..3 {
        note(errors::long(which));
    }
    for which in 0..3 {
        note(errors::status(which).0);
    }
    note(errors::small([1, 2, 3].as_ptr(), 3).0);
    note(errors::small(0xfffffff0usize as *const u8, 32).0);
    for which in 0..3 {
        note(errors::two(which));
    }
}

#[no_mangle]
extern "C" fn run_errors() -> usize {
    group(error_calls)
}

/// Imports whose answer depends on the grants and the target.
unsafe fn policy_calls() {
    note(open("granted?").0);
    note(errors::guarded());
    note(errors::refused());
    note(errors::elsewhere());
}

#[no_mangle]
extern "C" fn run_policy() -> usize {
    group(policy_calls)
}

#[no_mangle]
extern "C" fn run_exit(code: i32) {
    unsafe { errors::exit(code) }
}
