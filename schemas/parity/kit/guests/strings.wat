;; Text in and out. Memory: texts from 0x1000, results from 0x2000, lengths at 0x2100, noted answers from 0x3000.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "hello")
(data (i32.const 0x1010) "h\c3\a9llo \e2\9c\93 \f0\9f\8e\88")
(data (i32.const 0x1030) "\ef\bb\bfx")
(data (i32.const 0x1038) "a\00b")
(data (i32.const 0x1040) "\c0\80")
(data (i32.const 0x1044) "\ed\a0\80")
(data (i32.const 0x1048) "\f4\90\80\80")
(data (i32.const 0x1050) "ab\ff")
(data (i32.const 0x1054) "\ef\bf\bd")
(data (i32.const 0x1058) "\e2\82\ac")
(data (i32.const 0xfffd) "end")

;; Text arrives as it is.
(func (export "ascii") (result i32)
  (call $text.count (i32.const 0x1000) (i32.const 5)))

;; Characters of one to four bytes.
(func (export "unicode") (result i32)
  (call $text.count (i32.const 0x1010) (i32.const 15)))

;; No bytes are an empty text.
(func (export "empty") (result i32)
  (call $text.count (i32.const 0x1000) (i32.const 0)))

;; An empty text may stand at address 0.
(func (export "empty_at_null") (result i32)
  (call $text.count (i32.const 0) (i32.const 0)))

;; An empty text may stand right behind the memory.
(func (export "empty_at_end") (result i32)
  (call $text.count (i32.const 0x10000) (i32.const 0)))

;; Beyond that it may not, even if it is empty.
(func (export "empty_outside") (result i32)
  (call $text.count (i32.const 0x10001) (i32.const 0)))

;; A byte order mark is a character like others.
(func (export "byte_order_mark") (result i32)
  (call $text.count (i32.const 0x1030) (i32.const 4)))

;; A zero byte does not end a text.
(func (export "nul") (result i32)
  (call $text.count (i32.const 0x1038) (i32.const 3)))

;; U+FFFD in the guest is text.
(func (export "replacement") (result i32)
  (call $text.count (i32.const 0x1054) (i32.const 3)))

;; Text may end where the memory ends.
(func (export "last_bytes") (result i32)
  (call $text.count (i32.const 0xfffd) (i32.const 3)))

;; An overlong form is no text.
(func (export "overlong") (result i32)
  (call $text.count (i32.const 0x1040) (i32.const 2)))

;; A surrogate in UTF-8 is no text.
(func (export "encoded_surrogate") (result i32)
  (call $text.count (i32.const 0x1044) (i32.const 3)))

;; Nothing is above U+10FFFF.
(func (export "too_great") (result i32)
  (call $text.count (i32.const 0x1048) (i32.const 4)))

;; A byte that begins nothing.
(func (export "stray_byte") (result i32)
  (call $text.count (i32.const 0x1050) (i32.const 3)))

;; A character that is cut off.
(func (export "cut_character") (result i32)
  (call $text.count (i32.const 0x1058) (i32.const 2)))

;; Text that ends behind the memory.
(func (export "beyond_end") (result i32)
  (call $text.count (i32.const 0xfffe) (i32.const 3)))

;; Addresses are unsigned.
(func (export "negative_address") (result i32)
  (call $text.count (i32.const -1) (i32.const 1)))

;; Address plus length does not wrap.
(func (export "wrapping") (result i32)
  (call $text.count (i32.const 0xfffffff0) (i32.const 32)))

;; Lengths are unsigned.
(func (export "negative_length") (result i32)
  (call $text.count (i32.const 0x1000) (i32.const -1)))

;; Without an error, bad text traps.
(func (export "bad_without_error")
  (call $text.say (i32.const 0x1050) (i32.const 3)))

;; Without an error, a bad address traps.
(func (export "fault_without_error")
  (call $text.say (i32.const 0xffff) (i32.const 2)))

;; A call without result.
(func (export "say")
  (call $text.say (i32.const 0x1000) (i32.const 5)))

;; (0, 0) is no text.
(func (export "absent") (result i32)
  (call $text.maybe (i32.const 0) (i32.const 0)))

;; An empty text elsewhere is there.
(func (export "empty_is_there") (result i32)
  (call $text.maybe (i32.const 0x1000) (i32.const 0)))

;; An optional text that is there.
(func (export "there") (result i32)
  (call $text.maybe (i32.const 0x1000) (i32.const 5)))

;; There and back; the length goes through a pointer.
(func (export "echo") (result i32)
  (call $text.echo (i32.const 0x1010) (i32.const 15) (i32.const 0x2000) (i32.const 64) (i32.const 0x2100)))

;; A buffer of just the right size.
(func (export "echo_exact") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 5) (i32.const 0x2100)))

;; One byte short: an error, the needed length, and no byte of the text.
(func (export "echo_short") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 4) (i32.const 0x2100)))

;; Capacity 0 asks for the size.
(func (export "echo_ask") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0) (i32.const 0) (i32.const 0x2100)))

;; Asking again gives the same.
(func (export "echo_again") (result i32)
  (i32.store (i32.const 0x3000) (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0) (i32.const 0) (i32.const 0x2100)))
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 5) (i32.const 0x2100)))

;; An empty text fits everywhere; its length is written.
(func (export "echo_empty") (result i32)
  (i32.store (i32.const 0x2100) (i32.const 99))
  (call $text.echo (i32.const 0x1000) (i32.const 0) (i32.const 0x2000) (i32.const 0) (i32.const 0x2100)))

;; All ranges are checked before the host is called.
(func (export "echo_bad_buffer") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0xffff) (i32.const 8) (i32.const 0x2100)))

;; Also that of the length; nothing is written.
(func (export "echo_bad_length") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 8) (i32.const 0xfffd)))

;; Ranges that overlap are refused.
(func (export "echo_overlap") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x1004) (i32.const 8) (i32.const 0x2100)))

;; The length may not stand in the buffer.
(func (export "echo_overlap_length") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 8) (i32.const 0x2004)))

;; Ranges that only touch are fine.
(func (export "echo_touching") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 5) (i32.const 0x1005) (i32.const 5) (i32.const 0x2100)))

;; A buffer may end where the memory ends.
(func (export "echo_last_bytes") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 3) (i32.const 0xfffd) (i32.const 3) (i32.const 0x2100)))

;; Text is cut to the buffer; the length is that of what is there.
(func (export "cut") (result i32)
  (call $text.cut (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 3) (i32.const 0x2100)))

;; Never inside a character.
(func (export "cut_between") (result i32)
  (call $text.cut (i32.const 0x1010) (i32.const 15) (i32.const 0x2000) (i32.const 2) (i32.const 0x2100)))

;; Nothing fits.
(func (export "cut_all") (result i32)
  (call $text.cut (i32.const 0x1000) (i32.const 5) (i32.const 0x2000) (i32.const 0) (i32.const 0x2100)))

;; The length in the result.
(func (export "title") (result i32)
  (call $text.title (i32.const 2) (i32.const 0x2000) (i32.const 8)))

;; Cut between characters, the length in the result.
(func (export "title_cut") (result i32)
  (call $text.title (i32.const 3) (i32.const 0x2000) (i32.const 5)))

;; Text that must fit.
(func (export "label") (result i32)
  (call $text.label (i32.const 3) (i32.const 0x2000) (i32.const 3)))

;; A host that gives too much is broken; nothing is written.
(func (export "label_too_long") (result i32)
  (call $text.label (i32.const 4) (i32.const 0x2000) (i32.const 3)))

;; A message that was too long is lost.
(func (export "drop_lost") (result i32)
  (i32.store (i32.const 0x3000) (call $text.drop (i32.const 0x2000) (i32.const 3) (i32.const 0x2100)))
  (call $text.drop (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; An error with a text.
(func (export "explain") (result i32)
  (call $text.explain (i32.const 7) (i32.const 0x2000) (i32.const 32) (i32.const 0x2100)))

;; The text of an error is cut to the buffer.
(func (export "explain_cut") (result i32)
  (call $text.explain (i32.const 7) (i32.const 0x2000) (i32.const 7) (i32.const 0x2100)))

;; Success has no text; the length is left alone.
(func (export "explain_nothing") (result i32)
  (i32.store (i32.const 0x2100) (i32.const 77))
  (call $text.explain (i32.const 0) (i32.const 0x2000) (i32.const 32) (i32.const 0x2100)))

;; A lone surrogate of the host becomes U+FFFD.
(func (export "surrogate") (result i32)
  (call $text.surrogate (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))
