;; A guest whose memory threads can share: what crosses is copied, once, and nothing of the memory is lent to the host.
(memory (export "memory") 1 4 shared)
(data (i32.const 0x1000) "h\c3\a9llo \e2\9c\93 \f0\9f\8e\88")
(data (i32.const 0x1020) "ab\ff")
(data (i32.const 0x1040) "\01\02\03\04abcd")
;; Three buffers, the second empty, and a list with one that is outside.
(data (i32.const 0x1100) "\00\10\00\00\05\00\00\00\00\10\00\00\00\00\00\00\40\10\00\00\04\00\00\00")
(data (i32.const 0x1120) "\00\20\00\00\02\00\00\00\08\20\00\00\00\00\00\00\10\20\00\00\04\00\00\00")
(data (i32.const 0x1140) "\00\10\00\00\05\00\00\00\ff\ff\00\00\02\00\00\00")
(data (i32.const 0x1180) "{\22bindings\22:[{\22ptr\22:8192,\22len\22:4}]}")

;; Text is copied before it is decoded.
(func (export "text") (result i32)
  (call $text.count (i32.const 0x1000) (i32.const 15)))

;; What is not UTF-8 is refused, as ever.
(func (export "malformed") (result i32)
  (call $text.count (i32.const 0x1020) (i32.const 3)))

;; Text out, and its length.
(func (export "echo") (result i32)
  (call $text.echo (i32.const 0x1000) (i32.const 6) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; Bytes in.
(func (export "sum") (result i32)
  (call $bytes.sum (i32.const 0x1040) (i32.const 4)))

;; What the host fills is a copy, which comes back whole.
(func (export "fill") (result i32)
  (call $bytes.fill (i32.const 171) (i32.const 0x2000) (i32.const 4)))

;; Or as much of it as the host says.
(func (export "read") (result i32)
  (i64.store (i32.const 0x2000) (i64.const -1))
  (call $bytes.read (i32.const 3) (i32.const 0x2000) (i32.const 8)))

;; Nothing comes back of a call that fails.
(func (export "claim_more") (result i32)
  (i64.store (i32.const 0x2000) (i64.const -1))
  (call $bytes.claim (i32.const 1) (i32.const 0x2000) (i32.const 4)))

;; Bytes that are changed in place.
(func (export "reverse") (result i32)
  (call $bytes.reverse (i32.const 0x1044) (i32.const 4)))

;; Several buffers in.
(func (export "gather") (result i32)
  (call $bytes.gather (i32.const 0x1100) (i32.const 3) (i32.const 0x2100)))

;; One of them is outside.
(func (export "gather_outside") (result i32)
  (call $bytes.gather (i32.const 0x1140) (i32.const 2) (i32.const 0x2100)))

;; Several buffers out, filled in part.
(func (export "scatter") (result i32)
  (call $bytes.scatter (i32.const 5) (i32.const 0x1120) (i32.const 3)))

;; Source and target overlap.
(func (export "overlap") (result i32)
  (call $bytes.copy (i32.const 0x1044) (i32.const 4) (i32.const 0x1046) (i32.const 8) (i32.const 0x2100)))

;; Buffers that a payload names are windows, and such memory has none to lend.
(func (export "launch") (result i32)
  (call $payload.launch (i32.const 0x1180) (i32.const 35)))

;; A raw address: the host reads and writes through checked access.
(func (export "poke") (result i32)
  (i32.store (i32.const 0x2000) (i32.const 40))
  (drop (call $bytes.poke (i32.const 0x2000) (i32.const 2)))
  (i32.atomic.load (i32.const 0x2000)))

;; Memory that grew is seen, though views of shared memory are never detached.
(func (export "grown") (result i32)
  (drop (memory.grow (i32.const 1)))
  (drop (call $bytes.fill (i32.const 7) (i32.const 0x10000) (i32.const 4)))
  (i32.load (i32.const 0x10000)))

;; And beyond it there is nothing.
(func (export "outside") (result i32)
  (drop (memory.grow (i32.const 1)))
  (call $bytes.fill (i32.const 7) (i32.const 0x1fffd) (i32.const 4)))
