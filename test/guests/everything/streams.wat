(global $scratch_used (mut i32) (i32.const 0))
(global $refuse (mut i32) (i32.const 0))
(global $closed (mut i32) (i32.const 0))
(global $cancelled_token (mut i64) (i64.const 0))

(func (export "demo_stream_new") (param $capacity i64) (result i64)
  (call $note (local.get $capacity))
  (global.set $closed (i32.const 0))
  (i64.const 0x8000000000000005))

(func (export "demo_stream_send") (param $stream i64) (param $data i32) (param $size i64) (result i64)
  (call $note (local.get $stream))
  (if (global.get $refuse) (then
    (global.set $refuse (i32.const 0))
    (return (i64.const -1))))
  (call $note_bytes (local.get $data) (i32.wrap_i64 (local.get $size)))
  (i64.const 0))

(func (export "demo_stream_close") (param $stream i64)
  (call $note (local.get $stream))
  (global.set $closed (i32.const 1)))

;; Grows the memory first, so that a host with an old view of it is found out.
(func (export "demo_scratch_alloc") (param $size i32) (result i32)
  (drop (memory.grow (i32.const 1)))
  (global.set $scratch_used (i32.add (global.get $scratch_used) (local.get $size)))
  (i32.sub (i32.add (i32.const 0x8000) (global.get $scratch_used)) (local.get $size)))

(func (export "demo_scratch_free") (param $address i64) (param $size i32)
  (i32.store8 (i32.wrap_i64 (local.get $address)) (i32.const 0x21))
  (global.set $scratch_used (i32.sub (global.get $scratch_used) (local.get $size))))

(func (export "demo_cancelled") (param $token i64) (result i64)
  (call $note (local.get $token))
  (i64.extend_i32_u (i64.eq (local.get $token) (global.get $cancelled_token))))

;; Pumps until the stream is closed, at most 8 times.
(func $pump_all
  (local $i i32)
  (block $done (loop $again
    (br_if $done (i32.or (global.get $closed) (i32.eq (local.get $i) (i32.const 8))))
    (call $note_s (call $streams.pump))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br $again))))

(func (export "run_streams") (result i32)
  (call $begin)
  (call $note_s (call $streams.pump))
  (call $note_s (call $streams.start (i32.const 3) (i64.const 5) (i32.const 0x2000)))
  (call $note (i64.load (i32.const 0x2000)))
  (global.set $refuse (i32.const 1))
  (call $pump_all)
  (call $note_u (global.get $closed))
  (call $note_u (global.get $scratch_used))
  (global.set $cancelled_token (i64.const 0x7ff8000000000006))
  (call $note_s (call $streams.start (i32.const 100) (i64.const 6) (i32.const 0x2000)))
  (call $note_s (call $streams.start (i32.const 0) (i64.const 0) (i32.const 0x2000)))
  (global.set $closed (i32.const 0))
  (call $pump_all)
  (call $end))
