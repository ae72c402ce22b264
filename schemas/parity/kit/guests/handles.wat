;; Handles: numbers that the glue gives out, of 64 and 32 bits, and numbers of the host.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "inbox")
(data (i32.const 0x1010) "\ff")
(global $one (mut i64) (i64.const 0))
(global $two (mut i64) (i64.const 0))
(func $open (result i64) (call $handles.open (i32.const 0x1000) (i32.const 5)))
(func $open_both
  (global.set $one (call $open))
  (global.set $two (call $handles.open (i32.const 0x1000) (i32.const 2))))
(func $get_pair (drop (call $handles.pair (i32.const 0x2000) (i32.const 0x2008))))

;; A number above 0.
(func (export "open") (result i32)
  (i64.gt_s (call $open) (i64.const 0)))

;; The host works with its own object.
(func (export "use") (result i32)
  (call $open_both)
  (call $handles.use (global.get $two)))

;; Each number names its own object, every time.
(func (export "use_both") (result i32)
  (call $open_both)
  (i32.store (i32.const 0x3000) (call $handles.use (global.get $one)))
  (i32.store (i32.const 0x3008) (call $handles.use (global.get $two)))
  (call $handles.use (global.get $one)))

;; After closing, the number is stale.
(func (export "close") (result i32)
  (call $open_both)
  (i32.store (i32.const 0x3000) (call $handles.close (global.get $one)))
  (call $handles.use (global.get $one)))

;; Closing again is refused.
(func (export "close_twice") (result i32)
  (call $open_both)
  (drop (call $handles.close (global.get $one)))
  (call $handles.close (global.get $one)))

;; The other one stays open.
(func (export "close_other") (result i32)
  (call $open_both)
  (drop (call $handles.close (global.get $one)))
  (call $handles.use (global.get $two)))

;; A stale number does not name what took its place.
(func (export "reopened") (result i32)
  (call $open_both)
  (drop (call $handles.close (global.get $one)))
  (drop (call $open))
  (call $handles.use (global.get $one)))

;; A number that was never given out.
(func (export "forged") (result i32)
  (call $open_both)
  (call $handles.use (i64.const 0x3039)))

;; 0 is no handle.
(func (export "zero") (result i32)
  (call $open_both)
  (call $handles.use (i64.const 0)))

;; Negative numbers are none.
(func (export "negative") (result i32)
  (call $open_both)
  (call $handles.use (i64.const -1)))

;; The number beside one that is open.
(func (export "neighbour") (result i32)
  (call $open_both)
  (call $handles.use (i64.add (global.get $one) (i64.const 4096))))

;; All bits count.
(func (export "upper_bits") (result i32)
  (call $open_both)
  (call $handles.use (i64.or (global.get $one) (i64.const 0x4000000000000000))))

;; Nothing is opened under a name that is no text.
(func (export "bad_name") (result i64)
  (call $handles.open (i32.const 0x1010) (i32.const 1)))

;; Two handles in one call.
(func (export "join") (result i32)
  (call $open_both)
  (call $handles.join (global.get $one) (global.get $two)))

;; The same twice, where it is only borrowed.
(func (export "join_same") (result i32)
  (call $open_both)
  (call $handles.join (global.get $one) (global.get $one)))

;; A handle that is absent.
(func (export "join_absent") (result i32)
  (call $open_both)
  (call $handles.join (global.get $one) (i64.const -1)))

;; Where it must be there, it is a bad handle.
(func (export "join_not_absent") (result i32)
  (call $open_both)
  (call $handles.join (i64.const -1) (global.get $one)))

;; Two handles through pointers.
(func (export "pair") (result i32)
  (call $get_pair)
  (i32.store (i32.const 0x3000) (call $handles.use (i64.load (i32.const 0x2000))))
  (call $handles.shine (i32.load (i32.const 0x2008))))

;; One pointer is outside: neither is opened.
(func (export "pair_outside") (result i32)
  (call $handles.pair (i32.const 0x2000) (i32.const 0xfffd)))

;; A channel is no lamp.
(func (export "other_kind") (result i32)
  (call $get_pair)
  (call $handles.shine (i32.wrap_i64 (i64.load (i32.const 0x2000)))))

;; A lamp is no channel.
(func (export "other_kind_back") (result i32)
  (call $get_pair)
  (call $handles.use (i64.extend_i32_u (i32.load (i32.const 0x2008)))))

;; There are two lamps at most; the host is not called for a third.
(func (export "limit") (result i32)
  (drop (call $handles.light))
  (drop (call $handles.light))
  (call $handles.light))

;; Neither of two is opened if there is no room for one.
(func (export "limit_pair") (result i32)
  (drop (call $handles.light))
  (drop (call $handles.light))
  (call $handles.pair (i32.const 0x2000) (i32.const 0x2008)))

;; Eight channels at most.
(func (export "limit_channels") (result i64)
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (call $open))

;; Closing one makes room.
(func (export "limit_freed") (result i32)
  (global.set $one (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $open))
  (drop (call $handles.close (global.get $one)))
  (i64.gt_s (call $open) (i64.const 0)))

;; Numbers that the host chose, in a wider core type.
(func (export "dup") (result i64)
  (call $handles.dup (i32.const 7)))

;; At the end of their range.
(func (export "dup_top") (result i64)
  (call $handles.dup (i32.const -2)))

;; The host answers for its numbers.
(func (export "dup_bad") (result i64)
  (call $handles.dup (i32.const -1)))

;; A number that is absent.
(func (export "sync_absent") (result i32)
  (call $handles.sync (i32.const -1)))

;; One that is there.
(func (export "sync_there") (result i32)
  (call $handles.sync (i32.const 3)))

;; A message that was too long is kept for the next call, and the host is not asked again.
(func (export "kept") (result i32)
  (call $open_both)
  (i32.store (i32.const 0x3000) (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 3) (i32.const 0x2100)))
  (i32.store (i32.const 0x3008) (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))
  (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; It is kept for its handle only.
(func (export "kept_for_itself") (result i32)
  (call $open_both)
  (drop (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 3) (i32.const 0x2100)))
  (call $text.next (global.get $two) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; Closing the handle drops it.
(func (export "kept_and_closed") (result i32)
  (call $open_both)
  (drop (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 3) (i32.const 0x2100)))
  (drop (call $handles.close (global.get $one)))
  (call $text.next (global.get $one) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))
