// What a guest saw: numbers and bytes that the test reads when a group of calls is over.

/** Each note: u32 kind (0 integer, 1 bytes, 2 float), u32 size, then the bytes, padded to 8. */
const notes = memory.data(16384, 8);
let used: usize = 0;

export function notes_base(): usize {
  return notes;
}

/** Starts the notes of a group anew. */
export function begin(): void {
  used = 0;
}

/** Where the notes end; a group returns it. */
export function end(): usize {
  return notes + used;
}

/** Makes room for a note and answers where its bytes go. */
function entry(kind: u32, size: usize): usize {
  const at = notes + used;
  assert(used + 16 + size <= 16384);
  store<u32>(at, kind);
  store<u32>(at, <u32>size, 4);
  used += 8 + ((size + 7) & ~7);
  return at + 8;
}

export function note(value: i64): void {
  store<i64>(entry(0, 8), value);
}

export function noteFloat(value: f64): void {
  store<f64>(entry(2, 8), value);
}

export function noteBytes(data: usize, size: usize): void {
  memory.copy(entry(1, size), data, size);
}

/** UTF-8 of a text, without a closing zero. Nothing is ever freed here. */
export class Text {
  at: usize;
  length: usize;

  constructor(text: string) {
    const bytes = String.UTF8.encode(text);
    this.at = changetype<usize>(bytes);
    this.length = bytes.byteLength;
  }
}

/** Holds a function that is exported against the type of the generated module. */
export function typed<T>(_: T): void {}
