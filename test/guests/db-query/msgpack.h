/** The part of msgpack that a database guest needs: https://github.com/msgpack/msgpack/blob/master/spec.md */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint8_t *at;
} writer_t;

static inline uint32_t text_length(const char *text) {
  uint32_t size = 0;
  while (text[size]) size++;
  return size;
}

static inline void write_byte(writer_t *w, uint32_t byte) { *w->at++ = (uint8_t)byte; }
static inline void write_map(writer_t *w, uint32_t pairs) { write_byte(w, 0x80 | pairs); }
static inline void write_array(writer_t *w, uint32_t items) { write_byte(w, 0x90 | items); }

/** Bytes of a str or bin. */
typedef struct {
  const uint8_t *at;
  uint32_t size;
} slice_t;

static inline void write_str(writer_t *w, slice_t text) {
  if (text.size < 32) {
    write_byte(w, 0xa0 | text.size);
  } else {
    write_byte(w, 0xda);
    write_byte(w, text.size >> 8);
    write_byte(w, text.size);
  }
  for (uint32_t i = 0; i < text.size; i++) write_byte(w, text.at[i]);
}

static inline void write_text(writer_t *w, const char *text) { write_str(w, (slice_t){(const uint8_t *)text, text_length(text)}); }

static inline void write_bool(writer_t *w, bool value) { write_byte(w, value ? 0xc3 : 0xc2); }

static inline void write_i64(writer_t *w, int64_t value) {
  write_byte(w, 0xd3);
  for (int shift = 56; shift >= 0; shift -= 8) write_byte(w, (uint32_t)((uint64_t)value >> shift));
}

static inline bool is(slice_t s, const char *text) {
  if (s.size != text_length(text)) return false;
  for (uint32_t i = 0; i < s.size; i++)
    if (s.at[i] != (uint8_t)text[i]) return false;
  return true;
}

/** Reads a str or bin and moves on; a size beyond `end`, or anything else, sets `*at` to 0. */
static inline slice_t read_slice(const uint8_t **at, const uint8_t *end) {
  const uint8_t *p = *at;
  uint32_t size = 0, width = 0, head = p < end ? *p++ : 0;
  if ((head & 0xe0) == 0xa0) size = head & 31;
  else if (head == 0xd9 || head == 0xc4) width = 1;
  else if (head == 0xda || head == 0xc5) width = 2;
  else if (head == 0xdb || head == 0xc6) width = 4;
  else p = 0;
  for (; p && width; width--) size = p < end ? (size << 8) | *p++ : UINT32_MAX;
  if (p && size > (uint32_t)(end - p)) p = 0;
  *at = p ? p + size : 0;
  return (slice_t){p, p ? size : 0};
}

/** The fields of a reply header that are texts or bytes. */
typedef struct {
  slice_t status, codec, payload, error;
} header_t;

static inline header_t read_header(const uint8_t *frame, uint32_t size) {
  header_t header = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};
  const uint8_t *at = frame + 1, *end = frame + size;
  if (size == 0 || (frame[0] & 0xf0) != 0x80) __builtin_trap();
  for (uint32_t pairs = frame[0] & 15; pairs; pairs--) {
    slice_t key = read_slice(&at, end);
    slice_t value = at ? read_slice(&at, end) : key;
    if (!at) __builtin_trap();
    if (is(key, "status")) header.status = value;
    else if (is(key, "codec")) header.codec = value;
    else if (is(key, "payload")) header.payload = value;
    else if (is(key, "error")) header.error = value;
  }
  return header;
}
