;; Module fields that follow the generated imports. The same calls as the guest in C makes; see notes.h and notes.c.
;; Memory: data from 0x1000, buffers from 0x2000, notes from 0x4000, scratch for streams from 0x8000.

(export "imported_memory" (memory $link.memory))
(global $notes_end (mut i32) (i32.const 0x4000))

(func (export "notes_base") (result i32) (i32.const 0x4000))
(func $begin (global.set $notes_end (i32.const 0x4000)))
(func $end (result i32) (global.get $notes_end))

;; Writes the head of a note and gives the place of its content.
(func $entry (param $kind i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (global.get $notes_end))
  (i32.store (local.get $at) (local.get $kind))
  (i32.store offset=4 (local.get $at) (local.get $size))
  (global.set $notes_end
    (i32.add (i32.add (local.get $at) (i32.const 8)) (i32.and (i32.add (local.get $size) (i32.const 7)) (i32.const -8))))
  (i32.add (local.get $at) (i32.const 8)))

(func $note (param $value i64) (i64.store (call $entry (i32.const 0) (i32.const 8)) (local.get $value)))
(func $note_s (param $value i32) (call $note (i64.extend_i32_s (local.get $value))))
(func $note_u (param $value i32) (call $note (i64.extend_i32_u (local.get $value))))
(func $note_float (param $value f64) (f64.store (call $entry (i32.const 2) (i32.const 8)) (local.get $value)))
(func $note_bytes (param $from i32) (param $size i32)
  (local $to i32)
  (local.set $to (call $entry (i32.const 1) (local.get $size)))
  (block $done (loop $next
    (br_if $done (i32.eqz (local.get $size)))
    (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
    (local.set $to (i32.add (local.get $to) (i32.const 1)))
    (local.set $from (i32.add (local.get $from) (i32.const 1)))
    (local.set $size (i32.sub (local.get $size) (i32.const 1)))
    (br $next))))

;; The answer of a call that fills 0x2000, the length it told, and the bytes where it went well.
(func $told (param $answer i32) (param $length i64)
  (call $note_s (local.get $answer))
  (call $note (local.get $length))
  (if (i32.eqz (local.get $answer)) (then (call $note_bytes (i32.const 0x2000) (i32.wrap_i64 (local.get $length))))))

;; The answer of a call that fills 0x2000 and answers how much.
(func $filled (param $size i32)
  (call $note_s (local.get $size))
  (call $note_bytes (i32.const 0x2000) (local.get $size)))

;; The length that a call wrote to 0x2100.
(func $len (result i64) (i64.load32_u (i32.const 0x2100)))
