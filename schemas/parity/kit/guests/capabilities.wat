;; Grants: what is not granted is answered by its denial, and the host is not called.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "key")
(data (i32.const 0x1008) "value")

;; Nothing is granted: denied.
(func (export "none") (result i32)
  (call $errors.guarded))

;; What needs nothing works.
(func (export "none_needed") (result i32)
  (call $numbers.u32 (i32.const 1)))

;; Granted by its name.
(func (export "exact") (result i32)
  (call $errors.guarded))

;; Granted with all that begin so.
(func (export "wildcard") (result i32)
  (call $errors.guarded))

;; Another grant does not help.
(func (export "other") (result i32)
  (call $errors.guarded))

;; Granted by its older name.
(func (export "alias") (result i32)
  (call $errors.guarded))

;; A grant that comes with another.
(func (export "implied") (result i32)
  (call $store.size (i32.const 0x1000) (i32.const 3)))

;; Not the other way round.
(func (export "not_implied") (result i32)
  (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))

;; Both are needed: one is not enough.
(func (export "all_of") (result i32)
  (call $errors.every))

;; Both are there.
(func (export "all_of_both") (result i32)
  (call $errors.every))

;; One of them comes with another.
(func (export "all_of_implied") (result i32)
  (call $errors.every))

;; One of two is enough.
(func (export "any_of") (result i32)
  (call $errors.some))

;; None of them.
(func (export "any_of_none") (result i32)
  (call $errors.some))

;; A denial in words of its own.
(func (export "own_words") (result i32)
  (call $errors.refused))

;; The same call with its grant.
(func (export "own_words_granted") (result i32)
  (call $errors.refused))

;; Who is denied learns nothing about its pointers.
(func (export "bad_pointer") (result i32)
  (call $store.get (i32.const -1) (i32.const -1) (i32.const -1) (i32.const -1) (i32.const -1)))

;; What makes a handle is denied.
(func (export "handle") (result i64)
  (call $handles.open (i32.const 0x1000) (i32.const 3)))

;; A denial without an error traps.
(func (export "trap") (result i64)
  (call $clock.now))

;; A clock with a script.
(func (export "time") (result i64)
  (drop (call $clock.script (i64.const 1000) (i64.const 10)))
  (i64.store (i32.const 0x3000) (call $clock.now))
  (call $clock.now))

;; At the end of its numbers.
(func (export "time_wraps") (result i64)
  (drop (call $clock.script (i64.const -1) (i64.const 2)))
  (drop (call $clock.now))
  (call $clock.now))

;; Random bytes need their own grant.
(func (export "random_denied") (result i32)
  (call $clock.random (i32.const 1) (i32.const 0x2000) (i32.const 4)))

;; A value that was put is there.
(func (export "store") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; Its size, to ask for first.
(func (export "store_size") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (call $store.size (i32.const 0x1000) (i32.const 3)))

;; A buffer that is too small; asking again gives the same.
(func (export "store_short") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (i32.store (i32.const 0x3000) (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 4) (i32.const 0x2100)))
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; What was put is the host's own copy.
(func (export "store_own_copy") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (i32.store (i32.const 0x1008) (i32.const 0))
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; A key without a value.
(func (export "store_missing") (result i32)
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; What was removed is gone.
(func (export "store_remove") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (i32.store (i32.const 0x3000) (call $store.remove (i32.const 0x1000) (i32.const 3)))
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; Putting again replaces.
(func (export "store_replace") (result i32)
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 5)))
  (drop (call $store.put (i32.const 0x1000) (i32.const 3) (i32.const 0x1008) (i32.const 2)))
  (call $store.get (i32.const 0x1000) (i32.const 3) (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; One of several clocks.
(func (export "read_clock") (result i64)
  (drop (call $clock.script (i64.const 7) (i64.const 1)))
  (call $clock.read (i32.const 1)))

;; A clock that is not listed.
(func (export "read_clock_unlisted") (result i64) (call $clock.read (i32.const 2)))

;; A clock in another unit.
(func (export "seconds") (result i64)
  (drop (call $clock.script (i64.const 9) (i64.const 1)))
  (call $clock.seconds))

;; The name of the host.
(func (export "host_name") (result i32)
  (call $clock.name (i32.const 0x2000) (i32.const 16) (i32.const 0x2100)))

;; A way out of the host.
(func (export "dial") (result i32) (call $clock.dial))
