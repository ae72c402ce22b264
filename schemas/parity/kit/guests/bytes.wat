;; Bytes in, out and in place.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "\01\02\03\04\ff\fe")
(data (i32.const 0x1010) "name")
;; Three buffers as (address, length): 2 bytes, none, 4 bytes.
(data (i32.const 0x1100) "\00\10\00\00\02\00\00\00" "\00\00\00\00\00\00\00\00" "\02\10\00\00\04\00\00\00")
;; Three buffers to write: 2 bytes at 0x2000, 1 at 0x2010, 4 at 0x2020.
(data (i32.const 0x1120) "\00\20\00\00\02\00\00\00" "\10\20\00\00\01\00\00\00" "\20\20\00\00\04\00\00\00")
;; Two buffers, the second outside.
(data (i32.const 0x1140) "\00\20\00\00\02\00\00\00" "\ff\ff\00\00\02\00\00\00")
;; Two buffers to write that overlap.
(data (i32.const 0x1160) "\00\20\00\00\02\00\00\00" "\01\20\00\00\02\00\00\00")

;; Bytes in.
(func (export "sum") (result i32)
  (call $bytes.sum (i32.const 0x1000) (i32.const 6)))

;; Fewer bytes than is legal.
(func (export "sum_too_short") (result i32)
  (call $bytes.sum (i32.const 0x1000) (i32.const 0)))

;; As many bytes as is legal.
(func (export "sum_most") (result i32)
  (call $bytes.sum (i32.const 0x1200) (i32.const 64)))

;; More bytes than is legal.
(func (export "sum_too_long") (result i32)
  (call $bytes.sum (i32.const 0x1000) (i32.const 65)))

;; An address that is not aligned as declared.
(func (export "sum_unaligned") (result i32)
  (call $bytes.sum (i32.const 0x1002) (i32.const 4)))

;; Bytes outside the memory.
(func (export "sum_outside") (result i32)
  (call $bytes.sum (i32.const 0xfffc) (i32.const 8)))

;; What the host keeps is its own copy.
(func (export "keep") (result i32)
  (drop (call $bytes.keep (i32.const 0x1000) (i64.const 4)))
  (i32.store (i32.const 0x1000) (i32.const 0))
  (call $bytes.recall (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; A length beyond 2^32 is outside, not wrapped.
(func (export "keep_wide_length") (result i32)
  (call $bytes.keep (i32.const 0x1000) (i64.const 0x100000004)))

;; A negative wide length is outside.
(func (export "keep_negative_length") (result i32)
  (call $bytes.keep (i32.const 0x1000) (i64.const -1)))

;; An error of the host; the length is left alone.
(func (export "recall_nothing") (result i32)
  (i32.store (i32.const 0x2100) (i32.const 7))
  (call $bytes.recall (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; Address and length widened.
(func (export "wide") (result i64)
  (call $bytes.wide (i64.const 0x1000) (i64.const 6)))

;; A wide address is not cut to 32 bits.
(func (export "wide_outside") (result i64)
  (call $bytes.wide (i64.const 0x100001000) (i64.const 6)))

;; Bytes out, with everything widened.
(func (export "peek") (result i32)
  (i64.store (i32.const 0x2100) (i64.const -1))
  (call $bytes.peek (i64.const 0x2000) (i64.const 8) (i64.const 0x2100)))

;; The needed length, in 64 bits.
(func (export "peek_short") (result i32)
  (call $bytes.peek (i64.const 0x2000) (i64.const 2) (i64.const 0x2100)))

;; The address of a length is not cut to 32 bits.
(func (export "peek_wide_length") (result i32)
  (call $bytes.peek (i64.const 0x2000) (i64.const 8) (i64.const 0x100002100)))

;; Neither is there.
(func (export "both_absent") (result i32)
  (call $bytes.both (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))

;; One is absent, the other empty.
(func (export "both_first") (result i32)
  (call $bytes.both (i32.const 0) (i32.const 0) (i32.const 0x1000) (i32.const 0)))

;; Both are there.
(func (export "both_there") (result i32)
  (call $bytes.both (i32.const 0x1010) (i32.const 4) (i32.const 0x1000) (i32.const 2)))

;; Four buffers, each aligned as declared.
(func (export "aligned") (result i32)
  (call $bytes.aligned (i32.const 0x1001) (i32.const 1) (i32.const 0x1002) (i32.const 1) (i32.const 0x1008) (i32.const 1) (i32.const 0x1010) (i32.const 1)))

;; The last one is not.
(func (export "aligned_not") (result i32)
  (call $bytes.aligned (i32.const 0x1001) (i32.const 1) (i32.const 0x1002) (i32.const 1) (i32.const 0x1008) (i32.const 1) (i32.const 0x1018) (i32.const 1)))

;; From one buffer into another.
(func (export "copy") (result i32)
  (call $bytes.copy (i32.const 0x1000) (i32.const 6) (i32.const 0x2000) (i32.const 6) (i32.const 0x2100)))

;; They may overlap, since the schema says so.
(func (export "copy_overlap") (result i32)
  (call $bytes.copy (i32.const 0x1000) (i32.const 6) (i32.const 0x1002) (i32.const 6) (i32.const 0x2100)))

;; They may be the same.
(func (export "copy_onto_itself") (result i32)
  (call $bytes.copy (i32.const 0x1000) (i32.const 6) (i32.const 0x1000) (i32.const 6) (i32.const 0x2100)))

;; Several buffers in, one of them empty.
(func (export "gather") (result i32)
  (call $bytes.gather (i32.const 0x1100) (i32.const 3) (i32.const 0x2100)))

;; No buffer at all.
(func (export "gather_none") (result i32)
  (i32.store (i32.const 0x2100) (i32.const 9))
  (call $bytes.gather (i32.const 0x1100) (i32.const 0) (i32.const 0x2100)))

;; One of them is outside.
(func (export "gather_bad_buffer") (result i32)
  (call $bytes.gather (i32.const 0x1140) (i32.const 2) (i32.const 0x2100)))

;; The list itself is outside.
(func (export "gather_bad_list") (result i32)
  (call $bytes.gather (i32.const 0xfff8) (i32.const 2) (i32.const 0x2100)))

;; A count whose size wraps: more than 1024 buffers are refused.
(func (export "gather_huge_count") (result i32)
  (call $bytes.gather (i32.const 0x1100) (i32.const 0x20000001) (i32.const 0x2100)))

;; Several buffers out.
(func (export "scatter") (result i32)
  (call $bytes.scatter (i32.const 5) (i32.const 0x1120) (i32.const 3)))

;; One of them is outside: the host is not called.
(func (export "scatter_bad_buffer") (result i32)
  (call $bytes.scatter (i32.const 5) (i32.const 0x1140) (i32.const 2)))

;; Buffers of one list may overlap, as in POSIX: they are filled in order.
(func (export "scatter_overlap") (result i32)
  (call $bytes.scatter (i32.const 4) (i32.const 0x1160) (i32.const 2)))

;; Several outputs at once.
(func (export "several") (result i32)
  (call $bytes.several (i32.const 0x2000) (i32.const 8) (i32.const 0x2010) (i32.const 8) (i32.const 0x2100) (i32.const 0x2108) (i32.const 0x2110) (i32.const 0x2118)))

;; Each is cut to its own buffer.
(func (export "several_cut") (result i32)
  (call $bytes.several (i32.const 0x2000) (i32.const 3) (i32.const 0x2010) (i32.const 2) (i32.const 0x2100) (i32.const 0x2108) (i32.const 0x2110) (i32.const 0x2118)))

;; The last is outside: nothing is written, the host is not called.
(func (export "several_bad_last") (result i32)
  (call $bytes.several (i32.const 0x2000) (i32.const 8) (i32.const 0x2010) (i32.const 8) (i32.const 0x2100) (i32.const 0x2108) (i32.const 0x2110) (i32.const 0xfffc)))

;; Two numbers at one address.
(func (export "several_overlap") (result i32)
  (call $bytes.several (i32.const 0x2000) (i32.const 8) (i32.const 0x2010) (i32.const 8) (i32.const 0x2100) (i32.const 0x2110) (i32.const 0x2110) (i32.const 0x2118)))

;; Numbers out need not be aligned.
(func (export "several_unaligned") (result i32)
  (call $bytes.several (i32.const 0x2000) (i32.const 8) (i32.const 0x2010) (i32.const 8) (i32.const 0x2101) (i32.const 0x2109) (i32.const 0x2111) (i32.const 0x2119)))
