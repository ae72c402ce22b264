;; Protocols over time: a stream reply that the host feeds while the guest pumps, with a token to cancel it.
(memory (export "memory") 1 4)
;; What the guest got, one byte after the other, from 0x3000; the end is marked by a dot.
(global $end (mut i32) (i32.const 0x3000))
(global $refuse (mut i32) (i32.const 0))
(global $cancelled (mut i32) (i32.const 0))
(global $asked (mut i64) (i64.const 0))
(global $held (mut i32) (i32.const 0))
(global $naughty (mut i32) (i32.const 0))
(func $put (param i32)
  (i32.store8 (global.get $end) (local.get 0))
  (global.set $end (i32.add (global.get $end) (i32.const 1))))
(func (export "parity_stream_new") (param i64) (result i64)
  (if (i32.eq (global.get $naughty) (i32.const 1)) (then (return (i64.const 0))))
  (i64.const 77))
(func (export "parity_stream_send") (param $stream i64) (param $data i32) (param $size i64) (result i64)
  (if (i64.ne (local.get $stream) (i64.const 77)) (then (unreachable)))
  (if (global.get $refuse) (then (global.set $refuse (i32.const 0)) (return (i64.const 1))))
  (if (i32.eq (global.get $naughty) (i32.const 4)) (then (drop (call $streams.pump))))
  (memory.copy (global.get $end) (local.get $data) (i32.wrap_i64 (local.get $size)))
  (global.set $end (i32.add (global.get $end) (i32.wrap_i64 (local.get $size))))
  (i64.const 0))
(func (export "parity_stream_close") (param i64) (call $put (i32.const 0x2e)))
(func (export "parity_scratch_alloc") (param $size i32) (result i32)
  (if (i32.eq (global.get $naughty) (i32.const 2)) (then (return (i32.const 0xfffffff0))))
  (if (i32.eq (global.get $naughty) (i32.const 3)) (then (i32.store (i32.const 0x2000) (call $clock.receive (i32.const 5)))))
  (if (i32.eq (global.get $naughty) (i32.const 5)) (then (drop (memory.grow (i32.const 1)))))
  (global.set $held (i32.add (global.get $held) (local.get $size)))
  (i32.const 0x8000))
(func (export "parity_scratch_free") (param $at i64) (param $size i32)
  (global.set $held (i32.sub (global.get $held) (local.get $size)))
  (memory.fill (i32.wrap_i64 (local.get $at)) (i32.const 0x21) (local.get $size)))
(func (export "parity_cancelled") (param $token i64) (result i64)
  (global.set $asked (local.get $token))
  (i64.extend_i32_u (global.get $cancelled)))
(func $pump (drop (call $streams.pump)))

;; The guest makes the object of the stream; it gets its own number back.
(func (export "start") (result i64)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (i64.load (i32.const 0x2000)))

;; Nothing is delivered before the pump call.
(func (export "start_delivers_nothing") (result i32)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (i32.sub (global.get $end) (i32.const 0x3000)))

;; One frame for one call.
(func (export "pump") (result i32)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (call $streams.pump))

;; Nothing has begun.
(func (export "pump_nothing") (result i32)
  (call $streams.pump))

;; All frames in their order, and then the end.
(func (export "pump_to_the_end") (result i32)
  (drop (call $streams.start (i32.const 3) (i64.const 0) (i32.const 0x2000)))
  (call $pump)
  (call $pump)
  (call $streams.pump))

;; After the end comes nothing.
(func (export "pump_after_the_end") (result i32)
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000)))
  (call $pump)
  (call $streams.pump))

;; A reply without frames ends in the next call.
(func (export "no_frames") (result i32)
  (drop (call $streams.start (i32.const 0) (i64.const 0) (i32.const 0x2000)))
  (call $streams.pump))

;; A frame that the guest does not take is offered again, before what comes later.
(func (export "refused") (result i32)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (global.set $refuse (i32.const 1))
  (call $pump)
  (call $streams.pump))

;; Scratch memory is given back each time, also when a frame is refused.
(func (export "scratch_is_free") (result i32)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (global.set $refuse (i32.const 1))
  (call $pump)
  (call $pump)
  (global.get $held))

;; Two replies, in the order of their start.
(func (export "two_replies") (result i32)
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000)))
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (call $pump)
  (call $streams.pump))

;; The host asks through the token, with the tag of the schema.
(func (export "token") (result i64)
  (drop (call $streams.start (i32.const 2) (i64.const 5) (i32.const 0x2000)))
  (call $pump)
  (global.get $asked))

;; Without a token the guest is not asked.
(func (export "no_token") (result i64)
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (call $pump)
  (global.get $asked))

;; A reply that is cancelled ends without another frame.
(func (export "cancel") (result i32)
  (drop (call $streams.start (i32.const 3) (i64.const 5) (i32.const 0x2000)))
  (call $pump)
  (global.set $cancelled (i32.const 1))
  (call $streams.pump))

;; Cancelled before anything came.
(func (export "cancel_at_once") (result i32)
  (drop (call $streams.start (i32.const 3) (i64.const 5) (i32.const 0x2000)))
  (global.set $cancelled (i32.const 1))
  (call $streams.pump))

;; Only the declared answer means cancelled.
(func (export "cancel_other_answer") (result i32)
  (drop (call $streams.start (i32.const 2) (i64.const 5) (i32.const 0x2000)))
  (global.set $cancelled (i32.const 2))
  (call $streams.pump))

;; The place for the number is outside: the host is not called.
(func (export "start_outside") (result i32)
  (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0xfffc)))

;; A guest that cannot make the object traps.
(func (export "no_stream")
  (global.set $naughty (i32.const 1))
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000))))

;; Scratch memory that the guest does not have is never written.
(func (export "bad_scratch")
  (global.set $naughty (i32.const 2))
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000)))
  (call $pump))

;; A call from inside the allocator is refused.
(func (export "call_from_allocator") (result i32)
  (global.set $naughty (i32.const 3))
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000)))
  (call $pump)
  (i32.load (i32.const 0x2000)))

;; A pump call from inside a delivery delivers nothing twice.
(func (export "pump_inside") (result i32)
  (global.set $naughty (i32.const 4))
  (drop (call $streams.start (i32.const 2) (i64.const 0) (i32.const 0x2000)))
  (call $streams.pump))

;; The memory grows in the allocator: the frame goes where it belongs.
(func (export "grow_in_allocator") (result i32)
  (global.set $naughty (i32.const 5))
  (drop (call $streams.start (i32.const 1) (i64.const 0) (i32.const 0x2000)))
  (call $streams.pump))

;; Where the target forbids blocking, the host answers at once.
(func (export "receive") (result i32)
  (call $clock.receive (i32.const 5)))

;; Or says that it would block.
(func (export "receive_nothing") (result i32)
  (call $clock.receive (i32.const 0)))

;; A blocking call that targets without blocking do not have.
(func (export "sleep") (result i32)
  (call $clock.sleep (i64.const 1)))

;; A call that may suspend the guest, of a host that answers at once.
(func (export "pause") (result i32) (call $clock.pause (i64.const 1)))

;; A host that answers later: the guest is suspended, or says that it would have to wait and is called again.
(func (export "pause_long") (result i32) (call $clock.pause (i64.const 2)))

;; What the guest has in its memory and on its stack is there when it goes on.
(func (export "pause_and_go_on") (result i32)
  (local $before i32)
  (local $status i32)
  (local.set $before (i32.const 40))
  (i32.store (i32.const 0x3000) (i32.const 0x676f))
  (local.set $status (call $clock.pause (i64.const 3)))
  (if (local.get $status) (then (return (local.get $status))))
  (drop (memory.grow (i32.const 1)))
  (i32.add (local.get $before) (i32.const 2)))
