import { errors, handles } from './demo';
import { begin, end, note, Text } from './notes';

function open(name: string): handles.Channel {
  const text = new Text(name);
  return handles.open(text.at, text.length);
}

export function run_handles(): usize {
  begin();
  const a = open('a');
  const b = open('b');
  note(i64(a > 0 && b > 0 && a != b));
  note(handles.use(a));
  note(handles.join(a, b));
  note(handles.join(a, -1));
  note(handles.close(b));
  note(handles.use(b));
  note(handles.close(b));
  note(handles.use(0));
  note(handles.use(-1));

  const channel = memory.data(8, 8);
  const lamp = memory.data(4, 4);
  note(handles.pair(channel, lamp));
  const left = load<handles.Channel>(channel);
  note(handles.use(left));
  note(handles.shine(load<handles.Lamp>(lamp)));
  note(handles.shine(<handles.Lamp>left));
  const second = handles.light();
  note(i64(second > 0));
  note(handles.shine(second));
  note(handles.light());

  note(handles.dup(3));
  note(handles.sync(u32.MAX_VALUE));
  note(handles.sync(u32.MAX_VALUE - 1));
  return end();
}

export function run_errors(): usize {
  begin();
  for (let which: u32 = 0; which < 5; which++) note(errors.unit(which));
  for (let which: u32 = 0; which < 3; which++) note(errors.long(which));
  for (let which: u32 = 0; which < 3; which++) note(errors.status(which));
  note(errors.small(memory.data<u8>([1, 2, 3]), 3));
  note(errors.small(0xfffffff0, 32));
  for (let which: u32 = 0; which < 3; which++) note(errors.two(which));
  return end();
}

/** Imports whose answer depends on the grants and the target. */
export function run_policy(): usize {
  begin();
  note(open('granted?'));
  note(errors.guarded());
  note(errors.refused());
  note(errors.elsewhere());
  return end();
}

export function run_exit(code: i32): void {
  errors.exit(code);
}
