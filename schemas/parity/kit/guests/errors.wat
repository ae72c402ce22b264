;; Errors in each domain and encoding, and hosts that break.
(import "parity" "parity_served" (func $served (result i32)))
(import "parity" "parity_tombstone" (func $tombstone (result i32)))
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "\01\02\03")

;; No error is 0.
(func (export "success") (result i32)
  (call $errors.unit (i32.const 0)))

;; An error is its negated code.
(func (export "negated") (result i32)
  (call $errors.unit (i32.const 1)))

;; An error of a domain that the function does not declare: the host is broken.
(func (export "undeclared") (result i32)
  (call $errors.unit (i32.const 2)))

;; A host that breaks: the internal error, and nothing of its own text.
(func (export "thrown") (result i32)
  (call $errors.unit (i32.const 3)))

;; An answer that comes later, where one must come at once.
(func (export "late") (result i32)
  (call $errors.unit (i32.const 4)))

;; A host that broke goes on to serve.
(func (export "after_broken") (result i32)
  (drop (call $errors.unit (i32.const 3)))
  (call $errors.unit (i32.const 0)))

;; A value of 64 bits.
(func (export "long_value") (result i64)
  (call $errors.long (i32.const 0)))

;; A negated code of 64 bits.
(func (export "long_error") (result i64)
  (call $errors.long (i32.const 1)))

;; A value that would read as an error.
(func (export "long_negative") (result i64)
  (call $errors.long (i32.const 2)))

;; Success of a domain with positive codes.
(func (export "status_ok") (result i32)
  (call $errors.status (i32.const 0)))

;; A positive code.
(func (export "status_error") (result i32)
  (call $errors.status (i32.const 1)))

;; An error that the host throws is the same as one that it returns.
(func (export "status_thrown") (result i32)
  (call $errors.status (i32.const 2)))

;; A code of 16 bits.
(func (export "small") (result i32)
  (call $errors.small (i32.const 0x1000) (i32.const 3)))

;; A bad address with a code of its own.
(func (export "small_fault") (result i32)
  (call $errors.small (i32.const 0xffff) (i32.const 3)))

;; A value, with two domains.
(func (export "two_value") (result i32)
  (call $errors.two (i32.const 0)))

;; An error of the first.
(func (export "two_first") (result i32)
  (call $errors.two (i32.const 1)))

;; An error of the second.
(func (export "two_second") (result i32)
  (call $errors.two (i32.const 2)))

;; Two domains that share a number.
(func (export "twins_first") (result i32)
  (call $errors.twins (i32.const 1)))

;; The guest sees the same number.
(func (export "twins_second") (result i32)
  (call $errors.twins (i32.const 2)))

;; A method that the host does not have: the declared answer.
(func (export "absent") (result i32)
  (call $errors.absent))

;; One whose lack traps.
(func (export "gone") (result i32)
  (call $errors.gone))

;; A bad value where there is no error: the guest traps, and stays so.
(func (export "plain_number_out_of_range") (result i32)
  (call $numbers.not (i32.const 7)))

;; A function that not every target has.
(func (export "elsewhere") (result i32)
  (call $errors.elsewhere))

;; What is announced for removal works.
(func (export "deprecated") (result i32)
  (call $old.before))

;; Also without anything in its place.
(func (export "lonely") (result i32)
  (call $old.lonely))

;; What is not yet promised.
(func (export "trial") (result i32)
  (call $old.trial))

;; What guests no longer get a declaration of is still answered.
(func (export "served") (result i32)
  (call $served))

;; What was removed answers its error.
(func (export "tombstone") (result i32)
  (call $tombstone))
