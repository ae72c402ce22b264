const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Names that no namespace, function, parameter or field may have in AssemblyScript: what its tokenizer takes as a word
 * wherever it stands (version 0.28), and what is one before a field of a class. Other words of TypeScript are free.
 */
const keywords = list(`
  break case catch class const continue debugger default delete do else enum export extends false finally for function if
  implements import in instanceof interface let new null of override package private protected public return static super
  switch this throw true try typeof var void while with yield async await abstract constructor declare
`);

/** Types and built-in functions that the emitted file uses, and must not hide. */
const used = list(`
  i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 v128 bool string
  load store changetype offsetof
`);

export const assemblyscriptWords: ReadonlySet<string> = new Set([...keywords, ...used]);
