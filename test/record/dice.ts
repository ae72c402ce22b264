/**
 * A guest of the Molt ABI whose way depends on chance and time: it throws dice, as often as the first byte says, keeps when it
 * threw each and what came, and asks for the time zone at the end. What it did lies in its memory from 1024 on.
 */
export const dice = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "env" "molt_time_timezone_host" (func $zone (result i64)))
  (memory (export "memory") 1 8)
  (func (export "play") (result i32)
    (local $left i32) (local $at i32)
    (drop (call $random (i32.const 0) (i32.const 1)))
    (local.set $left (i32.add (i32.const 3) (i32.and (i32.load8_u (i32.const 0)) (i32.const 31))))
    (local.set $at (i32.const 1024))
    (loop $throw
      (drop (call $clock (i32.const 0) (i64.const 1) (local.get $at)))
      (drop (call $random (i32.add (local.get $at) (i32.const 8)) (i32.const 24)))
      (if (i32.and (i32.load8_u (i32.add (local.get $at) (i32.const 8))) (i32.const 1))
        (then (drop (memory.grow (i32.const 0)))))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $throw (local.get $left)))
    (i64.store (local.get $at) (call $zone))
    (drop (memory.grow (i32.const 1)))
    (drop (call $random (i32.const 65530) (i32.const 100)))
    (local.get $at)))`;
