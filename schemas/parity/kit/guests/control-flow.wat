;; Calls that do not come back, calls that call back, and calls at the wrong time.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "note")
(global $mode (mut i32) (i32.const 0))
(global $depth (mut i32) (i32.const 0))
;; What the host calls: by the mode, 0 answers twice the value, 1 traps, 2 calls an import, 3 calls an import that fails,
;; 4 ends the guest, 5 calls back without end, 6 calls back three times.
(func (export "parity_callback") (param $value i32) (result i32)
  (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
  (if (i32.eq (global.get $mode) (i32.const 1)) (then (unreachable)))
  (if (i32.eq (global.get $mode) (i32.const 2)) (then (drop (call $numbers.u32 (local.get $value)))))
  (if (i32.eq (global.get $mode) (i32.const 3)) (then (drop (call $numbers.not (i32.const 9)))))
  (if (i32.eq (global.get $mode) (i32.const 4)) (then (call $control.exit (i32.const 3))))
  (if (i32.or (i32.eq (global.get $mode) (i32.const 5))
      (i32.and (i32.eq (global.get $mode) (i32.const 6)) (i32.lt_u (global.get $depth) (i32.const 3))))
    (then (return (call $control.call (i32.add (local.get $value) (i32.const 1))))))
  (i32.mul (local.get $value) (i32.const 2)))

;; The host calls the guest during a call.
(func (export "call") (result i32)
  (call $control.call (i32.const 21)))

;; Numbers keep their sign on the way.
(func (export "call_negative") (result i32)
  (call $control.call (i32.const -3)))

;; A call that called back, and has an error.
(func (export "nested_error") (result i32)
  (call $control.nested (i32.const 0) (i32.const 0x1000) (i32.const 4)))

;; And one without.
(func (export "nested_success") (result i32)
  (call $control.nested (i32.const 1) (i32.const 0x1000) (i32.const 4)))

;; An import that is called from inside a callback.
(func (export "import_inside") (result i32)
  (global.set $mode (i32.const 2))
  (call $control.call (i32.const 5)))

;; Three calls inside each other.
(func (export "deeper") (result i32)
  (global.set $mode (i32.const 6))
  (call $control.call (i32.const 1)))

;; A host that calls the guest where that is not declared is refused.
(func (export "sneak") (result i32)
  (call $control.sneak (i32.const 0x1000) (i32.const 4)))

;; The guest works on after that.
(func (export "sneak_then_work") (result i32)
  (drop (call $control.sneak (i32.const 0x1000) (i32.const 4)))
  (call $control.call (i32.const 2)))

;; A guest that traps; the trap reaches the embedder.
(func (export "trap")
  (unreachable))

;; A trap of arithmetic.
(func (export "divide")
  (drop (i32.div_s (i32.const 1) (global.get $mode))))

;; A trap of memory.
(func (export "memory_trap")
  (drop (i32.load (i32.const 0x7fffffff))))

;; A guest that traps in a callback: no error code hides it.
(func (export "trap_inside")
  (global.set $mode (i32.const 1))
  (drop (call $control.nested (i32.const 1) (i32.const 0x1000) (i32.const 4))))

;; A bad call in a callback poisons the instance, whatever the host does.
(func (export "abi_trap_inside")
  (global.set $mode (i32.const 3))
  (drop (call $control.nested (i32.const 1) (i32.const 0x1000) (i32.const 4))))

;; The guest ends itself; nothing of it runs after that.
(func (export "exit")
  (call $control.exit (i32.const 7))
  (i32.store (i32.const 0x2000) (i32.const 1)))

;; Also from inside a callback.
(func (export "exit_inside")
  (global.set $mode (i32.const 4))
  (drop (call $control.call (i32.const 1))))

;; A guest that returns early: nothing after it is called.
(func (export "early_return") (result i32)
  (if (i32.eqz (global.get $mode)) (then (return (i32.const 5))))
  (call $control.call (i32.const 1)))

;; Calls reach the host in their order.
(func (export "calls_in_order") (result i32)
  (drop (call $numbers.u32 (i32.const 1)))
  (drop (call $numbers.s32 (i32.const 2)))
  (drop (call $control.call (i32.const 3)))
  (call $numbers.u32 (i32.const 4)))
