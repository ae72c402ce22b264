(data (i32.const 0x1000) "héllo")
(data (i32.const 0x1010) "inbox")
(data (i32.const 0x1020) "Ann")

(func $next (param $channel i64) (param $cap i32)
  (call $told (call $text.next (local.get $channel) (i32.const 0x2000) (local.get $cap) (i32.const 0x2108)) (i64.load (i32.const 0x2108))))

(func (export "run_text") (result i32)
  (local $inbox i64)
  (call $begin)
  (call $text.say (i32.const 0x1000) (i32.const 6))
  (call $text.say (i32.const 0x1000) (i32.const 0))

  (call $told (call $text.name (i32.const 0) (i32.const 0) (i32.const 0x2100)) (call $len))
  (call $told (call $text.name (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)) (call $len))

  (local.set $inbox (call $handles.open (i32.const 0x1010) (i32.const 5)))
  (call $next (local.get $inbox) (i32.const 4))
  (call $next (local.get $inbox) (i32.const 64))
  (call $next (local.get $inbox) (i32.const 64))

  (call $told (call $text.drop (i32.const 0x2000) (i32.const 2) (i32.const 0x2100)) (call $len))
  (call $told (call $text.drop (i32.const 0x2000) (i32.const 64) (i32.const 0x2100)) (call $len))
  (call $told (call $text.brief (i32.const 0x2000) (i32.const 5) (i32.const 0x2100)) (call $len))
  (call $filled (call $text.title (i32.const 0x2000) (i32.const 6)))
  (call $filled (call $text.label (i32.const 0x2000) (i32.const 64)))

  (call $note_u (call $text.greet (i32.const 0) (i32.const 0)))
  (call $note_u (call $text.greet (i32.const 0x2000) (i32.const 0)))
  (call $note_u (call $text.greet (i32.const 0x1020) (i32.const 3)))

  (call $note_s (call $text.explain (i32.const 1) (i32.const 0x2000) (i32.const 5) (i32.const 0x2100)))
  (call $note_bytes (i32.const 0x2000) (i32.wrap_i64 (call $len)))
  (i32.store (i32.const 0x2100) (i32.const 77))
  (call $note_s (call $text.explain (i32.const 0) (i32.const 0x2000) (i32.const 64) (i32.const 0x2100)))
  (call $note (call $len))
  (call $end))
