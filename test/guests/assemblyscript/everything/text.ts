import { handles, text } from './demo';
import { begin, end, note, noteBytes, Text } from './notes';

const buf = memory.data(64, 8);
const len = memory.data(8, 8);

/** A call that writes text and its length: answer, length, and the text where the call went well. */
function told(answer: i32, length: u64): void {
  note(answer);
  note(length);
  if (answer == 0) noteBytes(buf, <usize>length);
}

function say(words: string): void {
  const saying = new Text(words);
  text.say(saying.at, saying.length);
}

function next(channel: handles.Channel, cap: usize): void {
  store<u64>(len, 0);
  const answer = text.next(channel, buf, cap, len);
  told(answer, load<u64>(len));
}

export function run_text(): usize {
  begin();
  say('héllo');
  say('');

  told(text.name(0, 0, len), load<u32>(len));
  told(text.name(buf, 16, len), load<u32>(len));

  const name = new Text('inbox');
  const inbox = handles.open(name.at, name.length);
  next(inbox, 4);
  next(inbox, 64);
  next(inbox, 64);

  told(text.drop(buf, 2, len), load<u32>(len));
  told(text.drop(buf, 64, len), load<u32>(len));
  told(text.brief(buf, 5, len), load<u32>(len));

  let size = text.title(buf, 6);
  note(size);
  noteBytes(buf, size);
  size = text.label(buf, 64);
  note(size);
  noteBytes(buf, size);

  note(text.greet(0, 0));
  note(text.greet(buf, 0));
  const ann = new Text('Ann');
  note(text.greet(ann.at, ann.length));

  note(text.explain(1, buf, 5, len));
  noteBytes(buf, load<u32>(len));
  store<u32>(len, 77);
  note(text.explain(0, buf, 64, len));
  note(load<u32>(len));
  return end();
}
