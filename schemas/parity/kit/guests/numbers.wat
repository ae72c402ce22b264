;; Numbers, truths, enums and flags, at the ends of their ranges. The core value of a result is what the vector sees.
(memory (export "memory") 1 4)

;; The greatest number of 32 bits is not -1 for the host.
(func (export "u32_greatest") (result i32)
  (call $numbers.u32 (i32.const -1)))

;; A number with the top bit.
(func (export "u32_top_bit") (result i32)
  (call $numbers.u32 (i32.const -0x80000000)))

;; The least signed number of 32 bits.
(func (export "s32_least") (result i32)
  (call $numbers.s32 (i32.const -0x80000000)))

;; The greatest signed number of 32 bits.
(func (export "s32_greatest") (result i32)
  (call $numbers.s32 (i32.const 0x7fffffff)))

;; The greatest number of 64 bits.
(func (export "u64_greatest") (result i64)
  (call $numbers.u64 (i64.const -1)))

;; A number that no double holds.
(func (export "u64_odd") (result i64)
  (call $numbers.u64 (i64.const 0x20000000000001)))

;; The least signed number of 64 bits.
(func (export "s64_least") (result i64)
  (call $numbers.s64 (i64.const -0x8000000000000000)))

;; A small negative number of 64 bits.
(func (export "s64_minus_one") (result i64)
  (call $numbers.s64 (i64.const -1)))

;; A double, exactly.
(func (export "f64_tenth") (result f64)
  (call $numbers.f64 (f64.const 0.1)))

;; The least positive double.
(func (export "f64_least") (result f64)
  (call $numbers.f64 (f64.const 0x0.0000000000001p-1022)))

;; The sign of zero is kept.
(func (export "f64_negative_zero") (result f64)
  (call $numbers.f64 (f64.const -0)))

;; Infinity is a number.
(func (export "f64_infinite") (result f64)
  (call $numbers.f64 (f64.const -inf)))

;; A single, which is not the double of the same digits.
(func (export "f32_rounded") (result f32)
  (call $numbers.f32 (f32.const 0.1)))

;; Infinity in single precision.
(func (export "f32_infinite") (result f32)
  (call $numbers.f32 (f32.const inf)))

;; A NaN has one form when it comes back, whatever its bits were.
(func (export "f64_nan") (result i64)
  (i64.store (i32.const 0x2000) (i64.reinterpret_f64 (call $numbers.f64 (f64.const -nan:0x4000000000123))))
  (i64.load (i32.const 0x2000)))

;; Also in single precision.
(func (export "f32_nan") (result i32)
  (i32.store (i32.const 0x2000) (i32.reinterpret_f32 (call $numbers.f32 (f32.const -nan:0x200123))))
  (i32.load (i32.const 0x2000)))

;; A value that the host passes on unread: all bits.
(func (export "box") (result i64)
  (call $numbers.box (i64.const 0x7ff8dead00000001)))

;; Its top bit does not make it negative for the host.
(func (export "box_top") (result i64)
  (call $numbers.box (i64.const -0x8000000000000000)))

;; A truth.
(func (export "not_true") (result i32)
  (call $numbers.not (i32.const 1)))

;; A falsehood.
(func (export "not_false") (result i32)
  (call $numbers.not (i32.const 0)))

;; Nothing else is a truth; without an error the guest traps.
(func (export "not_two") (result i32)
  (call $numbers.not (i32.const 2)))

;; Narrow numbers at the ends of their ranges.
(func (export "small_ends") (result i32)
  (call $numbers.small (i32.const 255) (i32.const -128) (i32.const 0xffff) (i32.const -0x8000)))

;; A number that does not fit u8 is refused, not cut.
(func (export "small_u8") (result i32)
  (call $numbers.small (i32.const 256) (i32.const 0) (i32.const 0) (i32.const 0)))

;; One that does not fit s8.
(func (export "small_s8") (result i32)
  (call $numbers.small (i32.const 0) (i32.const -129) (i32.const 0) (i32.const 0)))

;; One that does not fit u16.
(func (export "small_u16") (result i32)
  (call $numbers.small (i32.const 0) (i32.const 0) (i32.const 0x10000) (i32.const 0)))

;; One that does not fit s16.
(func (export "small_s16") (result i32)
  (call $numbers.small (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0x8000)))

;; Sign bits of s8 are not those of u8.
(func (export "small_sign") (result i32)
  (call $numbers.small (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 0)))

;; Numbers in wider core types, and a result in one.
(func (export "widened") (result i64)
  (call $numbers.widened (i64.const 1) (i64.const 0xffff) (i64.const -0x80000000) (i64.const 0xffffffff)))

;; The other branch.
(func (export "widened_small") (result i64)
  (call $numbers.widened (i64.const 0) (i64.const 0xffff) (i64.const 1) (i64.const 0)))

;; A widened number must fit its type.
(func (export "widened_too_great") (result i64)
  (call $numbers.widened (i64.const 0) (i64.const 0x10000) (i64.const 1) (i64.const 0)))

;; The upper half counts: 2^32 + 1 is no truth.
(func (export "widened_bits") (result i64)
  (call $numbers.widened (i64.const 0x100000001) (i64.const 1) (i64.const 1) (i64.const 0)))

;; Numbers of every width out; each writes just its bytes.
(func (export "widths")
  (call $numbers.widths (i32.const 0x2000) (i32.const 0x2010) (i32.const 0x2020) (i32.const 0x2030) (i32.const 0x2040) (i32.const 0x2050) (i32.const 0x2060) (i32.const 0x2070) (i32.const 0x2080) (i32.const 0x2090) (i32.const 0x20a0)))

;; Side by side and unaligned.
(func (export "widths_packed")
  (call $numbers.widths (i32.const 0x2000) (i32.const 0x2001) (i32.const 0x2002) (i32.const 0x2003) (i32.const 0x2005) (i32.const 0x2007) (i32.const 0x200b) (i32.const 0x200f) (i32.const 0x2017) (i32.const 0x201f) (i32.const 0x2023)))

;; One of them is outside: without an error the guest traps, and nothing is written.
(func (export "widths_outside")
  (call $numbers.widths (i32.const 0x2000) (i32.const 0x2001) (i32.const 0x2002) (i32.const 0x2003) (i32.const 0x2005) (i32.const 0x2007) (i32.const 0x200b) (i32.const 0x200f) (i32.const 0x2017) (i32.const 0x201f) (i32.const 0xfff9)))

;; A value that is there.
(func (export "find") (result i32)
  (call $numbers.find (i32.const 4)))

;; The sentinel stands for nothing.
(func (export "find_nothing") (result i32)
  (call $numbers.find (i32.const 3)))

;; A value that would read as the sentinel, or that does not fit, makes the host broken.
(func (export "find_clash") (result i32)
  (call $numbers.find (i32.const -2)))

;; A sentinel in a parameter: nothing.
(func (export "after") (result i32)
  (call $numbers.after (i64.const -1)))

;; A number that is there.
(func (export "after_there") (result i32)
  (call $numbers.after (i64.const 0x4000000000000000)))

;; A case of an enum.
(func (export "paint") (result i32)
  (call $numbers.paint (i32.const 0)))

;; A number that is no case never reaches the host.
(func (export "paint_unlisted") (result i32)
  (call $numbers.paint (i32.const 3)))

;; A host that answers no case is broken.
(func (export "paint_broken") (result i32)
  (call $numbers.paint (i32.const 2)))

;; Bits above the width of an enum count.
(func (export "paint_bits") (result i32)
  (call $numbers.paint (i32.const 256)))

;; Wide and signed cases.
(func (export "raise") (result i32)
  (call $numbers.raise (i32.const -0x80000000) (i64.const -1) (i64.const -0x8000000000000000)))

;; An open enum holds what is not listed.
(func (export "raise_unlisted") (result i32)
  (call $numbers.raise (i32.const 0x3039) (i64.const 0x20000000000001) (i64.const 0x7fffffffffffffff)))

;; A closed one does not.
(func (export "raise_closed") (result i32)
  (call $numbers.raise (i32.const 0) (i64.const 5) (i64.const 0x7fffffffffffffff)))

;; A negative case.
(func (export "spawn_case") (result i32)
  (call $numbers.spawn (i32.const -2)))

;; A value of a range.
(func (export "spawn_range") (result i32)
  (call $numbers.spawn (i32.const 0x40000000)))

;; Just below the range.
(func (export "spawn_outside") (result i32)
  (call $numbers.spawn (i32.const 0x3fffffff)))

;; Narrow enums and flags, signed.
(func (export "tell") (result i32)
  (call $numbers.tell (i32.const -1) (i32.const 1)))

;; The same bits without their sign are another number.
(func (export "tell_unsigned") (result i32)
  (call $numbers.tell (i32.const 0xffff) (i32.const 1)))

;; Flags, with unknown bits that pass and that are cleared.
(func (export "allow") (result i32)
  (call $numbers.allow (i32.const -0x7fffffff) (i32.const -0x7fffff00) (i32.const 0xf003) (i64.const -0x8000000000000000)))

;; An unknown bit that is refused.
(func (export "allow_unknown") (result i32)
  (call $numbers.allow (i32.const 4) (i32.const 0) (i32.const 0) (i64.const 0)))

;; Also among 64.
(func (export "allow_unknown_wide") (result i32)
  (call $numbers.allow (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 2)))

;; Flags there and back.
(func (export "toggle") (result i32)
  (call $numbers.toggle (i32.const -0x7fffffff)))

;; A number with limits: the host has its own.
(func (export "listen_least") (result i32)
  (call $numbers.listen (i32.const 1)))

;; The greatest that is legal.
(func (export "listen_most") (result i32)
  (call $numbers.listen (i32.const 0xffff)))

;; Below the limit.
(func (export "listen_none") (result i32)
  (call $numbers.listen (i32.const 0)))

;; Above the limit.
(func (export "listen_beyond") (result i32)
  (call $numbers.listen (i32.const 0x10000)))
