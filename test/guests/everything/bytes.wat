(data (i32.const 0x1040) "\01\02\03\04\fa")
;; Arrays of {address, length}: in for gather, out for scatter.
(data (i32.const 0x1050) "\40\10\00\00\02\00\00\00" "\00\00\00\00\00\00\00\00" "\42\10\00\00\03\00\00\00")
(data (i32.const 0x1070) "\00\20\00\00\03\00\00\00" "\40\20\00\00\04\00\00\00")

(func $peek (param $cap i64)
  (call $note_s (call $bytes.peek (i64.const 0x2000) (local.get $cap) (i64.const 0x2108)))
  (call $note (i64.load (i32.const 0x2108))))

(func $several
  (call $filled (call $bytes.several (i32.const 0x2000) (i32.const 4) (i32.const 0x2040) (i32.const 3)
    (i32.const 0x2100) (i32.const 0x2104) (i32.const 0x2108) (i32.const 0x2110)))
  (call $note_bytes (i32.const 0x2040) (i32.load (i32.const 0x2100)))
  (call $note_u (i32.load (i32.const 0x2104)))
  (call $note (i64.load (i32.const 0x2108)))
  (call $note_s (call $handles.use (i64.load (i32.const 0x2110)))))

(func (export "run_bytes") (result i32)
  (call $begin)
  (call $note_s (call $bytes.sum (i32.const 0x1040) (i32.const 5)))
  (call $note_s (call $bytes.sum (i32.const 0x1041) (i32.const 4)))
  (call $note_s (call $bytes.sum (i32.const 0x1040) (i32.const 0)))

  (i32.store8 (i32.const 0x2000) (i32.const 0x6b))
  (call $note_s (call $bytes.keep (i32.const 0x2000) (i64.const 1)))
  (i32.store8 (i32.const 0x2000) (i32.const 0x78))

  (call $note (call $bytes.wide (i64.const 0x1040) (i64.const 5)))

  (call $note_s (call $bytes.fill (i32.const 0x2000) (i32.const 8)))
  (call $note_bytes (i32.const 0x2000) (i32.const 8))
  (call $filled (call $bytes.read (i32.const 0x2000) (i32.const 16)))
  (call $peek (i64.const 0))
  (call $peek (i64.const 64))
  (call $note_bytes (i32.const 0x2000) (i32.const 3))
  (call $note_s (call $bytes.flip (i32.const 0x2000) (i32.const 3)))
  (call $note_bytes (i32.const 0x2000) (i32.const 3))

  (call $note_u (call $bytes.both (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
  (call $note_u (call $bytes.both (i32.const 0x2000) (i32.const 0) (i32.const 0x1040) (i32.const 2)))

  (call $note_s (call $bytes.gather (i32.const 0x1050) (i32.const 3) (i32.const 0x2100)))
  (call $note (call $len))
  (i32.store8 (i32.const 0x2042) (i32.const 0x2d))
  (call $note_s (call $bytes.scatter (i32.const 0x1070) (i32.const 2)))
  (call $note_bytes (i32.const 0x2000) (i32.const 3))
  (call $note_bytes (i32.const 0x2040) (i32.const 3))
  (call $several)

  (i32.store (i32.const 0x2100) (i32.const 0))
  (call $note_s (call $bytes.poke (i32.const 0x2100) (i32.const 0x89abcdef)))
  (call $note (call $len))
  (call $end))
