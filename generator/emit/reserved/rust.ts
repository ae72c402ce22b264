const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Keywords of Rust, strict and reserved, of the editions 2015 to 2024 (The Rust Reference, Keywords). Not all can be raw
 * identifiers, so none is written as one. Keywords that are such in one place alone, like `union`, are free.
 */
export const rustWords: ReadonlySet<string> = new Set(
  list(`
  as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match mod move mut pub
  ref return self Self static struct super trait true try type unsafe use where while
  abstract become box do final macro override priv typeof unsized virtual yield
`),
);

/** Names that no module may have besides those: types that every module sees, which it would hide, and the standard crates. */
export const rustModules: ReadonlySet<string> = new Set([
  ...rustWords,
  ...list('bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 core std alloc proc_macro test'),
]);
