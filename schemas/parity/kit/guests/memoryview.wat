;; Windows over the memory of the guest: borrowed for a call, gone after it, and never detached under the host's hands.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "abcdef")
(global $grow (mut i32) (i32.const 0))
;; The host calls this during control.call and control.window: grows the memory, and overwrites what the host looks at.
(func (export "parity_callback") (param i32) (result i32)
  (i64.store (i32.const 0x1000) (i64.const 0x5858585858585858))
  (if (global.get $grow) (then (drop (memory.grow (i32.const 1)))))
  (memory.size))

;; A window is the memory: the host writes, the guest reads.
(func (export "fill") (result i32)
  (drop (call $bytes.fill (i32.const 171) (i32.const 0x2000) (i32.const 4)))
  (i32.load (i32.const 0x2000)))

;; An empty window.
(func (export "fill_nothing") (result i32)
  (call $bytes.fill (i32.const 1) (i32.const 0x2000) (i32.const 0)))

;; A window may end where the memory ends.
(func (export "fill_last") (result i32)
  (call $bytes.fill (i32.const 7) (i32.const 0xfffc) (i32.const 4)))

;; Address 0 is an address.
(func (export "fill_zero") (result i32)
  (call $bytes.fill (i32.const 7) (i32.const 0) (i32.const 4)))

;; No window reaches beyond the memory.
(func (export "fill_outside") (result i32)
  (call $bytes.fill (i32.const 7) (i32.const 0xfffd) (i32.const 4)))

;; Nor around its end.
(func (export "fill_wrapping") (result i32)
  (call $bytes.fill (i32.const 7) (i32.const -4) (i32.const 8)))

;; A number that is no byte: the window is not handed out.
(func (export "fill_bad_byte") (result i32)
  (call $bytes.fill (i32.const 256) (i32.const 0x2000) (i32.const 4)))

;; A window that is filled in part: the rest stays.
(func (export "read") (result i32)
  (i64.store (i32.const 0x2000) (i64.const -1))
  (call $bytes.read (i32.const 3) (i32.const 0x2000) (i32.const 8)))

;; No more than the window has.
(func (export "read_full") (result i32)
  (call $bytes.read (i32.const 99) (i32.const 0x2000) (i32.const 4)))

;; Nothing is read.
(func (export "read_none") (result i32)
  (call $bytes.read (i32.const 0) (i32.const 0x2000) (i32.const 4)))

;; A host may say that it filled all.
(func (export "claim_all") (result i32)
  (call $bytes.claim (i32.const 0) (i32.const 0x2000) (i32.const 4)))

;; A host that says it wrote more is broken.
(func (export "claim_more") (result i32)
  (call $bytes.claim (i32.const 1) (i32.const 0x2000) (i32.const 4)))

;; Changed in place.
(func (export "reverse") (result i32)
  (call $bytes.reverse (i32.const 0x1000) (i32.const 6)))

;; In place, outside.
(func (export "reverse_outside") (result i32)
  (call $bytes.reverse (i32.const 0xfffe) (i32.const 4)))

;; A second window sees what the first wrote.
(func (export "reverse_twice") (result i32)
  (drop (call $bytes.reverse (i32.const 0x1000) (i32.const 6)))
  (call $bytes.reverse (i32.const 0x1002) (i32.const 2)))

;; An address: the host reads and writes through it.
(func (export "poke") (result i32)
  (i32.store (i32.const 0x2000) (i32.const 40))
  (call $bytes.poke (i32.const 0x2000) (i32.const 2)))

;; Through the last address that has room.
(func (export "poke_last") (result i32)
  (call $bytes.poke (i32.const 0xfffc) (i32.const 5)))

;; Access through a bad address is refused when it is made.
(func (export "poke_outside") (result i32)
  (call $bytes.poke (i32.const 0xfffd) (i32.const 5)))

;; An address is unsigned.
(func (export "poke_negative") (result i32)
  (call $bytes.poke (i32.const -4) (i32.const 5)))

;; A window after the memory has grown: the old one is detached, the new one reaches further.
(func (export "after_growth") (result i32)
  (drop (memory.grow (i32.const 1)))
  (call $bytes.fill (i32.const 9) (i32.const 0x1fffc) (i32.const 4)))

;; Windows before and after growth are over the same bytes.
(func (export "growth_between") (result i32)
  (drop (call $bytes.fill (i32.const 9) (i32.const 0x2000) (i32.const 4)))
  (drop (memory.grow (i32.const 1)))
  (call $bytes.reverse (i32.const 0x1ffe) (i32.const 4)))

;; What is outside now is outside, whatever the limit.
(func (export "beyond_before_growth") (result i32)
  (call $bytes.fill (i32.const 9) (i32.const 0x10000) (i32.const 1)))

;; A call that lets the guest run gets a copy: what the guest writes then is not seen.
(func (export "callback_overwrites") (result i32)
  (call $control.window (i32.const 0x1000) (i32.const 6) (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; The memory grows during the call: the answer goes into the memory as it is then.
(func (export "callback_grows") (result i32)
  (global.set $grow (i32.const 1))
  (call $control.window (i32.const 0x1000) (i32.const 6) (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; And the next window is over the grown memory.
(func (export "callback_grows_then_fill") (result i32)
  (global.set $grow (i32.const 1))
  (drop (call $control.window (i32.const 0x1000) (i32.const 6) (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))
  (call $bytes.fill (i32.const 3) (i32.const 0x1ffff) (i32.const 1)))

;; Bytes that the host keeps do not follow the memory.
(func (export "kept_window") (result i32)
  (drop (call $bytes.keep (i32.const 0x1000) (i64.const 6)))
  (drop (call $bytes.reverse (i32.const 0x1000) (i32.const 6)))
  (drop (memory.grow (i32.const 1)))
  (call $bytes.recall (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))

;; A window is lent for its call: what the host does in a later one leaves it as it is.
(func (export "fill_then_count") (result i32)
  (drop (call $bytes.fill (i32.const 171) (i32.const 0x2000) (i32.const 4)))
  (call $text.count (i32.const 0x1000) (i32.const 6)))

;; A window that is filled from a script.
(func (export "random") (result i32)
  (call $clock.random (i32.const 1) (i32.const 0x2000) (i32.const 4)))
