/** Keywords of WIT, of the names of its built-in types and of its gates. As a name each is written with a `%` before it. */
export const witWords: ReadonlySet<string> = new Set(
  `
  as async bool borrow char constructor deprecated enum error-context export f32 f64 feature fixed flags float32 float64 from
  func future import include interface list map option own package record resource result s16 s32 s64 s8 since static stream
  string tuple type u16 u32 u64 u8 unstable use variant version with world
`
    .trim()
    .split(/\s+/),
);
