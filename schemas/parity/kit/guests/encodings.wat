;; Packed encodings, and payloads in JSON and msgpack.
(memory (export "memory") 1 4)
(data (i32.const 0x1000) "\02\00\1f\90\7f\00\00\01\09")
(data (i32.const 0x1010) "\01\00/tmp/s")
(data (i32.const 0x1020) "\07\00\01")
(data (i32.const 0x1028) "\01\00\ff")
;; The names a, none, čo.
(data (i32.const 0x1030) "\03\00\00\00\01\00\00\00\61\00\00\00\00\03\00\00\00\c4\8d\6f")
;; A count of 2^32-1 with nothing behind it.
(data (i32.const 0x1050) "\ff\ff\ff\ff")
;; Three lists with narrow counts: two pairs of bytes, one tag, one word.
(data (i32.const 0x1060) "\02\01\02\03\04")
(data (i32.const 0x1068) "\01\00\02hi")
(data (i32.const 0x1070) "\01\00\01\00w")
;; msgpack: a request with a limit, one without, one without text, a list, a text that is cut off.
(data (i32.const 0x1080) "\82\a3\73\71\6c\a6\73\65\6c\65\63\74\a5\6c\69\6d\69\74\05")
(data (i32.const 0x10a0) "\81\a3\73\71\6c\a1\78")
(data (i32.const 0x10b0) "\81\a5\6c\69\6d\69\74\05")
(data (i32.const 0x10c0) "\92\01\a1\78")
(data (i32.const 0x10c8) "\a5ab")
;; JSON that names buffers of the guest at 0x2000 and 0x2010.
(data (i32.const 0x1100) "\7b\22\62\69\6e\64\69\6e\67\73\22\3a\5b\7b\22\70\74\72\22\3a\38\31\39\32\2c\22\6c\65\6e\22\3a\34\7d\2c\7b\22\70\74\72\22\3a\38\32\30\38\2c\22\6c\65\6e\22\3a\30\7d\5d\7d")
(data (i32.const 0x1140) "\7b\22\62\69\6e\64\69\6e\67\73\22\3a\5b\7b\22\70\74\72\22\3a\36\35\35\33\34\2c\22\6c\65\6e\22\3a\34\7d\5d\7d")
(data (i32.const 0x1180) "\7b\22\62\69\6e\64\69\6e\67\73\22\3a\5b\7b\22\70\74\72\22\3a\2d\34\2c\22\6c\65\6e\22\3a\34\7d\5d\7d")
(data (i32.const 0x11c0) "\7b\22\70\74\72\22\3a\38\31\39\32\2c\22\6c\65\6e\22\3a\34\2c\22\74\6f\50\74\72\22\3a\38\32\30\38\2c\22\74\6f\4c\65\6e\22\3a\33\7d")
(data (i32.const 0x1200) "\7b\22\62\69\6e\64\69\6e\67\73\22\3a\5b\5d\2c\22\78\22\3a\31\7d")
(data (i32.const 0x1240) "{no json")
(data (i32.const 0x2000) "\01\02\03\04")

;; A case of a union; its port is big-endian.
(func (export "union") (result i32)
  (call $packed.bind (i32.const 0x1000) (i32.const 8)))

;; A case that takes the rest.
(func (export "union_rest") (result i32)
  (call $packed.bind (i32.const 0x1010) (i32.const 8)))

;; A rest of nothing.
(func (export "union_empty_rest") (result i32)
  (call $packed.bind (i32.const 0x1010) (i32.const 2)))

;; A tag without a case.
(func (export "union_bad_tag") (result i32)
  (call $packed.bind (i32.const 0x1020) (i32.const 3)))

;; A value that ends too early.
(func (export "union_cut") (result i32)
  (call $packed.bind (i32.const 0x1000) (i32.const 7)))

;; Bytes behind the value.
(func (export "union_more") (result i32)
  (call $packed.bind (i32.const 0x1000) (i32.const 9)))

;; Text inside it is checked like any text.
(func (export "union_bad_text") (result i32)
  (call $packed.bind (i32.const 0x1028) (i32.const 3)))

;; No bytes are no value.
(func (export "union_none") (result i32)
  (call $packed.bind (i32.const 0x1000) (i32.const 0)))

;; A value outside the memory.
(func (export "union_outside") (result i32)
  (call $packed.bind (i32.const 0xfffe) (i32.const 8)))

;; A list of texts.
(func (export "list") (result i32)
  (call $packed.names (i32.const 0x1030) (i32.const 20)))

;; No list.
(func (export "list_absent") (result i32)
  (call $packed.names (i32.const 0) (i32.const 0)))

;; A count that cannot be true is refused before room is made for it.
(func (export "list_huge") (result i32)
  (call $packed.names (i32.const 0x1050) (i32.const 4)))

;; There and back.
(func (export "list_back") (result i32)
  (call $packed.reverse (i32.const 0x1030) (i32.const 20) (i32.const 0x2100) (i32.const 64) (i32.const 0x2200)))

;; The needed length of what comes back.
(func (export "list_back_short") (result i32)
  (call $packed.reverse (i32.const 0x1030) (i32.const 20) (i32.const 0x2100) (i32.const 4) (i32.const 0x2200)))

;; Counts of 8 and 16 bits, and items of a fixed length.
(func (export "narrow_counts") (result i32)
  (call $packed.short (i32.const 0x1060) (i32.const 5) (i32.const 0x1068) (i32.const 5) (i32.const 0x1070) (i32.const 5)))

;; Records in records out.
(func (export "lookup") (result i32)
  (call $packed.lookup (i32.const 0x2100) (i32.const 128) (i32.const 0x2200)))

;; Their needed length.
(func (export "lookup_short") (result i32)
  (call $packed.lookup (i32.const 0x2100) (i32.const 8) (i32.const 0x2200)))

;; msgpack in, JSON out.
(func (export "ask") (result i32)
  (call $payload.ask (i64.const 0x1080) (i64.const 19) (i32.const 0x2100) (i32.const 64) (i32.const 0x2200)))

;; A key that may be absent.
(func (export "ask_without") (result i32)
  (call $payload.ask (i64.const 0x10a0) (i64.const 7) (i32.const 0x2100) (i32.const 64) (i32.const 0x2200)))

;; The needed length in bytes.
(func (export "ask_short") (result i32)
  (call $payload.ask (i64.const 0x1080) (i64.const 19) (i32.const 0x2100) (i32.const 4) (i32.const 0x2200)))

;; A value that the codec refuses.
(func (export "ask_garbage") (result i32)
  (call $payload.ask (i64.const 0x10c8) (i64.const 3) (i32.const 0x2100) (i32.const 64) (i32.const 0x2200)))

;; A wide address is not cut to 32 bits.
(func (export "ask_wide") (result i32)
  (call $payload.ask (i64.const 0x100001080) (i64.const 19) (i32.const 0x2100) (i32.const 64) (i32.const 0x2200)))

;; A value without a schema, there and back.
(func (export "echo") (result i32)
  (call $payload.echo (i32.const 0x10c0) (i32.const 4) (i32.const 0x2100) (i32.const 16)))

;; No value.
(func (export "echo_absent") (result i32)
  (call $payload.echo (i32.const 0) (i32.const 0) (i32.const 0x2100) (i32.const 16)))

;; An answer that does not fit is lost.
(func (export "echo_short") (result i32)
  (call $payload.echo (i32.const 0x10c0) (i32.const 4) (i32.const 0x2100) (i32.const 3)))

;; JSON that names buffers of the guest: the host gets them as windows.
(func (export "launch") (result i32)
  (call $payload.launch (i32.const 0x1100) (i32.const 56)))

;; A buffer that it names is outside.
(func (export "launch_outside") (result i32)
  (call $payload.launch (i32.const 0x1140) (i32.const 36)))

;; An address in JSON may not be negative.
(func (export "launch_negative") (result i32)
  (call $payload.launch (i32.const 0x1180) (i32.const 33)))

;; Bytes that are no JSON.
(func (export "launch_no_json") (result i32)
  (call $payload.launch (i32.const 0x1240) (i32.const 8)))

;; One buffer to read, one to write.
(func (export "transfer") (result i32)
  (call $payload.transfer (i32.const 0x11c0) (i32.const 43)))
