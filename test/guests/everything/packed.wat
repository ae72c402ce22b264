(data (i32.const 0x1240) "\02\00\1f\90\7f\00\00\01\09")
(data (i32.const 0x1250) "\01\00/tmp/s")
(data (i32.const 0x1260) "\07\00\01")
(data (i32.const 0x1268) "\03\00\00\00" "\01\00\00\00a" "\00\00\00\00" "\03\00\00\00čo")

(func $lookup (param $cap i32)
  (call $told (call $packed.lookup (i32.const 0x2000) (local.get $cap) (i32.const 0x2100)) (call $len)))

(func (export "run_packed") (result i32)
  (call $begin)
  (call $note_s (call $packed.bind (i32.const 0x1240) (i32.const 8)))
  (call $note_s (call $packed.bind (i32.const 0x1250) (i32.const 8)))
  (call $note_s (call $packed.bind (i32.const 0x1260) (i32.const 3)))
  (call $note_s (call $packed.bind (i32.const 0x1240) (i32.const 7)))
  (call $note_s (call $packed.bind (i32.const 0x1240) (i32.const 9)))
  (call $note_s (call $packed.names (i32.const 0x1268) (i32.const 20)))
  (call $note_s (call $packed.names (i32.const 0) (i32.const 0)))
  (call $lookup (i32.const 8))
  (call $lookup (i32.const 128))
  (call $end))

;; {"sql": "select", "limit": 5}, {"sql": 1} and [1, "x"] in msgpack
(data (i32.const 0x1280) "\82\a3sql\a6select\a5limit\05")
(data (i32.const 0x12a0) "\81\a3sql\01")
(data (i32.const 0x12a8) "\92\01\a1x")
;; The buffer at 0x2080, and one that lies outside.
(data (i32.const 0x12b0) "{\"bindings\":[{\"ptr\":8320,\"len\":4}]}")
(data (i32.const 0x12e0) "{\"bindings\":[{\"ptr\":4294967280,\"len\":32}]}")

(func $ask (param $request i64) (param $size i64) (param $cap i32)
  (call $told
    (call $payload.ask (local.get $request) (local.get $size) (i32.const 0x2000) (local.get $cap) (i32.const 0x2100))
    (call $len))
  (i32.store (i32.const 0x2100) (i32.const 0)))

(func (export "run_payload") (result i32)
  (call $begin)
  (call $ask (i64.const 0x1280) (i64.const 19) (i32.const 4))
  (call $ask (i64.const 0x1280) (i64.const 19) (i32.const 128))
  (call $ask (i64.const 0x12a0) (i64.const 6) (i32.const 128))

  (i32.store (i32.const 0x2080) (i32.const 0x04030201))
  (call $note_s (call $payload.launch (i32.const 0x12b0) (i32.const 35)))
  (call $note_bytes (i32.const 0x2080) (i32.const 4))
  (call $note_s (call $payload.launch (i32.const 0x12e0) (i32.const 42)))

  (call $filled (call $payload.echo (i32.const 0x12a8) (i32.const 4) (i32.const 0x2000) (i32.const 128)))
  (call $filled (call $payload.echo (i32.const 0) (i32.const 0) (i32.const 0x2000) (i32.const 128)))
  (call $note_s (call $payload.echo (i32.const 0x12a8) (i32.const 4) (i32.const 0x2000) (i32.const 1)))
  (call $end))
