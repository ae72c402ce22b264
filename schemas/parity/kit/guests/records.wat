;; Records, variants and lists in memory.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "\01\01\00\00\07\00\00\00\01\00\00\00\00\00\20\00\ff\ff\ff\ff\ff\ff\ff\ff\c8\00\ff\ff\00\00\00\00\00\00\00\00\00\00\e0\bf\00\00\c0\3f\00\00\00\80\00\00\00\00\00\00\00\00")
;; Events: the clock 3 at 10^12, read 42, never, and a tag without a case.
(data (i32.const 0x1100) "\00\00\00\00\00\00\00\00\03\00\00\00\00\00\00\00\00\10\a5\d4\e8\00\00\00")
(data (i32.const 0x1120) "\01\00\00\00\00\00\00\00\2a\00\00\00")
(data (i32.const 0x1140) "\02\00\00\00\00\00\00\00")
(data (i32.const 0x1160) "\09\00\00\00\00\00\00\00")
;; Signals: on, off, and a tag without a case.
(data (i32.const 0x1180) "\01\00\00\00\03\00")
;; A subscription to read 9.
(data (i32.const 0x11a0) "\ff\ff\ff\ff\ff\ff\ff\ff\01\00\00\00\00\00\00\00\09\00\00\00")
(data (i32.const 0x1200) "\01\00\00\00\ff\ff\ff\ff\03\00\00\00\04\00\00\00\05\00\00\00\06\00\00\00\07\00\00\00\08\00\00\00\09\00\00\00")
(data (i32.const 0x1240) "\01\00\00\00\fe\ff\ff\ff\ff\ff\ff\7f\00\00\00\80")

;; A record in, with padding, a nested record and numbers of every sort.
(func (export "set") (result i32)
  (call $records.set (i32.const 0x1000)))

;; The same record out, byte for byte; padding is zero.
(func (export "there_and_back") (result i32)
  (drop (call $records.set (i32.const 0x1000)))
  (call $records.get (i32.const 0x2000)))

;; An error of the host; nothing is written.
(func (export "get_nothing") (result i32)
  (i32.store (i32.const 0x2000) (i32.const -1))
  (call $records.get (i32.const 0x2000)))

;; Through a widened address.
(func (export "far") (result i32)
  (drop (call $records.set (i32.const 0x1000)))
  (call $records.far (i64.const 0x2000)))

;; Which is not cut to 32 bits.
(func (export "far_outside") (result i32)
  (call $records.far (i64.const 0x100002000)))

;; A record need not be aligned.
(func (export "unaligned") (result i32)
  (memory.copy (i32.const 0x2001) (i32.const 0x1000) (i32.const 56))
  (call $records.set (i32.const 0x2001)))

;; A record that ends where the memory ends.
(func (export "set_last") (result i32)
  (memory.copy (i32.const 0xffc8) (i32.const 0x1000) (i32.const 56))
  (call $records.set (i32.const 0xffc8)))

;; One byte further.
(func (export "set_outside") (result i32)
  (call $records.set (i32.const 0xffc9)))

;; Reserved bytes must be zero.
(func (export "reserved") (result i32)
  (i32.store (i32.const 0x1030) (i32.const 1))
  (call $records.set (i32.const 0x1000)))

;; A field with a number that is no case.
(func (export "bad_enum") (result i32)
  (i32.store8 (i32.const 0x1000) (i32.const 3))
  (call $records.set (i32.const 0x1000)))

;; A field that is neither true nor false.
(func (export "bad_bool") (result i32)
  (i32.store8 (i32.const 0x1001) (i32.const 2))
  (call $records.set (i32.const 0x1000)))

;; A record out, outside: the host is not called.
(func (export "get_outside") (result i32)
  (call $records.get (i32.const 0xffc9)))

;; A case that holds a record.
(func (export "variant_record") (result i32)
  (call $records.wait (i32.const 0x1100) (i32.const 0x1180) (i32.const 0x2000)))

;; A case that holds a number.
(func (export "variant_number") (result i32)
  (call $records.wait (i32.const 0x1120) (i32.const 0x1180) (i32.const 0x2000)))

;; A case without content.
(func (export "variant_empty") (result i32)
  (call $records.wait (i32.const 0x1140) (i32.const 0x1180) (i32.const 0x2000)))

;; Another case out than in.
(func (export "variant_other") (result i32)
  (call $records.wait (i32.const 0x1120) (i32.const 0x1182) (i32.const 0x2000)))

;; A tag without a case.
(func (export "variant_bad_tag") (result i32)
  (call $records.wait (i32.const 0x1160) (i32.const 0x1180) (i32.const 0x2000)))

;; In the second variant.
(func (export "variant_bad_second") (result i32)
  (call $records.wait (i32.const 0x1120) (i32.const 0x1184) (i32.const 0x2000)))

;; A variant is as long as its longest case, whatever it holds.
(func (export "variant_last") (result i32)
  (call $records.wait (i32.const 0xfff0) (i32.const 0x1180) (i32.const 0x2000)))

;; A variant inside a record.
(func (export "poll") (result i32)
  (call $records.poll (i32.const 0x11a0)))

;; Numbers in.
(func (export "total") (result i64)
  (call $lists.total (i32.const 0x1200) (i32.const 3)))

;; As many as is legal.
(func (export "total_most") (result i64)
  (call $lists.total (i32.const 0x1200) (i32.const 8)))

;; One more.
(func (export "total_too_many") (result i64)
  (call $lists.total (i32.const 0x1200) (i32.const 9)))

;; None.
(func (export "total_none") (result i64)
  (call $lists.total (i32.const 0) (i32.const 0)))

;; A list need not be aligned.
(func (export "total_unaligned") (result i64)
  (call $lists.total (i32.const 0x1201) (i32.const 1)))

;; A count whose size in bytes wraps.
(func (export "total_huge") (result i64)
  (call $lists.total (i32.const 0x1200) (i32.const 0x40000001)))

;; Records in, with a widened count.
(func (export "draw") (result i32)
  (call $lists.draw (i32.const 0x1240) (i64.const 2)))

;; No list.
(func (export "draw_absent") (result i32)
  (call $lists.draw (i32.const 0) (i64.const 0)))

;; An empty list.
(func (export "draw_empty") (result i32)
  (call $lists.draw (i32.const 0x1240) (i64.const 0)))

;; Points outside the memory.
(func (export "draw_outside") (result i32)
  (call $lists.draw (i32.const 0xfff8) (i64.const 2)))

;; A count beyond 2^32 is not cut: more than a million items are refused.
(func (export "draw_wide") (result i32)
  (call $lists.draw (i32.const 0x1240) (i64.const 0x100000001)))

;; A count whose size wraps at 2^64.
(func (export "draw_wrapping") (result i32)
  (call $lists.draw (i32.const 0x1240) (i64.const 0x2000000000000000)))

;; Numbers out; how many goes through a pointer.
(func (export "list") (result i32)
  (call $lists.list (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; No more than there is room for.
(func (export "list_few") (result i32)
  (call $lists.list (i32.const 0x2000) (i32.const 2) (i32.const 0x2100)))

;; A capacity above what is legal.
(func (export "list_room") (result i32)
  (call $lists.list (i32.const 0x2000) (i32.const 9) (i32.const 0x2100)))

;; One count for two lists.
(func (export "swap") (result i32)
  (call $lists.swap (i32.const 0x1240) (i32.const 0x2000) (i32.const 2) (i32.const 0x2100)))

;; Two lists that overlap.
(func (export "swap_overlap") (result i32)
  (call $lists.swap (i32.const 0x1240) (i32.const 0x1248) (i32.const 2) (i32.const 0x2100)))

;; The second list is outside.
(func (export "swap_outside") (result i32)
  (call $lists.swap (i32.const 0x1240) (i32.const 0xfff8) (i32.const 2) (i32.const 0x2100)))
