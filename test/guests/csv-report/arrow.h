/** Reads record batches of an Arrow IPC stream: https://arrow.apache.org/docs/format/Columnar.html */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Bytes of a message, and where in them something is; 0 is nowhere. */
typedef struct {
  const uint8_t *bytes;
  uint32_t size;
} message_t;

/** A little-endian number of `size` bytes; what is not in the message does not come from a host of this ABI. */
static inline uint64_t number_at(message_t m, uint32_t at, uint32_t size) {
  uint64_t value = 0;
  if (at > m.size || size > m.size - at) __builtin_trap();
  for (uint32_t i = size; i; i--) value = value << 8 | m.bytes[at + i - 1];
  return value;
}
static inline uint32_t u32_at(message_t m, uint32_t at) { return (uint32_t)number_at(m, at, 4); }

/** Where the field of a table is; 0 if it is absent. */
static inline uint32_t field(message_t m, uint32_t table, uint32_t index) {
  uint32_t vtable = table - u32_at(m, table), at = 4 + 2 * index;
  uint32_t offset = at < number_at(m, vtable, 2) ? (uint32_t)number_at(m, vtable + at, 2) : 0;
  return offset ? table + offset : 0;
}
/** Where the table or vector is that a field points to. */
static inline uint32_t follow(message_t m, uint32_t at) { return at ? at + u32_at(m, at) : 0; }

enum { BEGIN = 8, SCHEMA = 1, RECORD_BATCH = 3 };

/** Kind of a message; 0 at the end of the stream. */
static inline uint32_t kind_of(message_t m) {
  if (u32_at(m, 0) != UINT32_MAX) __builtin_trap();
  if (u32_at(m, 4) == 0) return 0;
  uint32_t at = field(m, BEGIN + u32_at(m, BEGIN), 1);
  return at ? m.bytes[at] : 0;
}

typedef struct {
  message_t message;
  uint32_t rows, buffers, body;
} batch_t;

static inline batch_t read_batch(message_t m) {
  uint32_t table = follow(m, field(m, BEGIN + u32_at(m, BEGIN), 2));
  return (batch_t){m, (uint32_t)number_at(m, field(m, table, 0), 8), follow(m, field(m, table, 2)), BEGIN + u32_at(m, 4)};
}

/** Where a buffer of the batch begins. Columns of numbers have two buffers, of text three; the first says which values are there. */
static inline uint32_t buffer_at(batch_t b, uint32_t index) {
  return b.body + (uint32_t)number_at(b.message, b.buffers + 4 + 16 * index, 8);
}
