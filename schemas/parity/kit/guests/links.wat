;; What the linker connects: an imported memory, table, global and tag, link keys, the guest's own exports, another module.
(import "legacy" "plus" (func $legacy (param i32) (result i32)))
(import "parity" "parity_increment" (func $increment (param i32) (result i32)))
(import "parity" "parity_apply1" (func $apply (param i32 i64) (result i64)))
(export "memory" (memory $link.memory))
(type $unary (func (param i64) (result i64)))
(func $double (type $unary) (i64.mul (local.get 0) (i64.const 2)))
(func $negate (type $unary) (i64.sub (i64.const 0) (local.get 0)))
(elem (table $link.functions) (i32.const 1) $double $negate)
(func (export "parity_apply0") (param i32) (result i64) (i64.extend_i32_u (i32.mul (local.get 0) (i32.const 3))))
(func (export "parity_apply1") (param i32 i64) (result i64)
  (call_indirect (type $unary) (local.get 1) (local.get 0)))
(func (export "parity_apply2") (param i32 i64 i64) (result i64)
  (i64.add (call_indirect (type $unary) (local.get 1) (local.get 0)) (local.get 2)))
(func (export "parity_import_it") (param i64) (result i64) (i64.xor (local.get 0) (i64.const -1)))

;; A function under its link key.
(func (export "plus") (result i32)
  (call $link.plus (i32.const -1)))

;; The same function under another field.
(func (export "alias") (result i32)
  (call $increment (i32.const 5)))

;; And under another module.
(func (export "alias_module") (result i32)
  (call $legacy (i32.const 6)))

;; A family: the function for no argument, answered by the guest.
(func (export "apply_0") (result i64)
  (call $link.apply-0 (i32.const 7)))

;; For one argument, through the table of the guest.
(func (export "apply_1") (result i64)
  (call $link.apply-1 (i32.const 1) (i64.const 21)))

;; For two.
(func (export "apply_2") (result i64)
  (call $link.apply-2 (i32.const 2) (i64.const 21) (i64.const -0x8000000000000000)))

;; A bad index of the table traps as in the guest itself.
(func (export "apply_bad")
  (drop (call $apply (i32.const 0) (i64.const 1))))

;; A function that the guest answers itself.
(func (export "own") (result i64)
  (call $link.import-it (i64.const 5)))

;; One that another module answers.
(func (export "square") (result f64)
  (call $link.square (f64.const 1.5)))

;; The imported memory has the size of the schema.
(func (export "memory_size") (result i32)
  (memory.size))

;; And grows to its limit.
(func (export "memory_limit") (result i32)
  (i32.add (i32.mul (memory.grow (i32.const 15)) (i32.const 1000)) (memory.size)))

;; But not beyond.
(func (export "memory_beyond") (result i32)
  (memory.grow (i32.const 16)))

;; The imported table has the size of the schema.
(func (export "table_size") (result i32)
  (table.size $link.functions))

;; A global of the host.
(func (export "base") (result i32)
  (global.get $link.base))

;; A global that the guest may set.
(func (export "counter") (result i64)
  (global.set $link.counter (i64.add (global.get $link.counter) (i64.const 3)))
  (global.get $link.counter))

;; An exception of the guest, with the tag of the host, reaches the embedder.
(func (export "tag")
  (throw $link.exception (i32.const 7)))

;; Text in an imported memory.
(func (export "imported_memory") (result i32)
  (i32.store (i32.const 0x1000) (i32.const 0x6f6c6c61))
  (call $text.echo (i32.const 0x1000) (i32.const 4) (i32.const 0x2000) (i32.const 8) (i32.const 0x2100)))
