#include "streams.h"

/** Room for the frames that the program has not read yet; a host that sends more must wait. */
enum { most_frames = 3 };

static uint8_t inbox[32768];
static uint32_t used, frames, sizes[most_frames];
static bool open, closed;

static uint8_t scratch[16384];
static uint32_t scratch_used;

uint32_t refusals;
uint64_t cancelled;

uint64_t molt_stream_new(uint64_t capacity) {
  (void)capacity;
  if (open && !closed) return 0;
  used = frames = refusals = 0;
  open = true;
  closed = false;
  return THE_STREAM;
}

uint64_t molt_stream_send(uint64_t stream, uint8_t *data, uint64_t len) {
  if (stream != THE_STREAM || closed) __builtin_trap();
  if (frames == most_frames || used + len > sizeof inbox) {
    refusals++;
    return PENDING;
  }
  for (uint32_t i = 0; i < len; i++) inbox[used++] = data[i];
  sizes[frames++] = (uint32_t)len;
  return 0;
}

void molt_stream_close(uint64_t stream) {
  if (stream != THE_STREAM || closed) __builtin_trap();
  closed = true;
}

uint64_t molt_scratch_alloc(uint64_t size) {
  if (scratch_used + size > sizeof scratch) return 0;
  scratch_used += (uint32_t)size;
  return (uintptr_t)scratch + scratch_used - size;
}

void molt_scratch_free(uint64_t ptr, uint64_t size) {
  if (ptr + size != (uintptr_t)scratch + scratch_used) __builtin_trap();
  scratch_used -= (uint32_t)size;
}

uint64_t molt_cancel_token_is_cancelled(uint64_t token) { return token == (BOXED_INT | cancelled) && cancelled ? BOXED_TRUE : BOXED_FALSE; }

bool stream_ended(void) { return closed && frames == 0; }

uint32_t take_frame(uint8_t *to, uint32_t room) {
  if (frames == 0) return 0;
  uint32_t size = sizes[0];
  if (size > room) __builtin_trap();
  for (uint32_t i = 0; i < size; i++) to[i] = inbox[i];
  used -= size;
  for (uint32_t i = 0; i < used; i++) inbox[i] = inbox[i + size];
  frames--;
  for (uint32_t i = 0; i < frames; i++) sizes[i] = sizes[i + 1];
  return size;
}
