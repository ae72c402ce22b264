#include "notes.h"

/** What the host adds to a token when it asks; see the schema. */
#define TOKEN_TAG UINT64_C(0x7ff8000000000000)

static uint8_t scratch[256];
static uint32_t scratch_used;
static bool refuse, closed;
static uint64_t cancelled_token;

int64_t demo_stream_new(uint64_t capacity) {
  note((int64_t)capacity);
  closed = false;
  return INT64_MIN + 5;
}

/** Takes no bytes the first time, so that the host must offer them again. */
int64_t demo_stream_send(int64_t stream, uint8_t *data, int64_t len) {
  note(stream);
  if (refuse) {
    refuse = false;
    return -1;
  }
  note_bytes(data, (uint32_t)len);
  return 0;
}

void demo_stream_close(int64_t stream) {
  note(stream);
  closed = true;
}

uint32_t demo_scratch_alloc(uint32_t size) {
  if (scratch_used + size > sizeof scratch) return 0;
  scratch_used += size;
  return (uint32_t)(uintptr_t)scratch + scratch_used - size;
}

/** The bytes are overwritten, so that whoever still uses them is found out. */
void demo_scratch_free(uint64_t address, uint32_t size) {
  scratch_used -= size;
  for (uint32_t i = 0; i < size; i++) ((uint8_t *)(uintptr_t)address)[i] = '!';
}

uint64_t demo_cancelled(uint64_t token) {
  note((int64_t)token);
  return token == cancelled_token;
}

RUN(run_streams) uint32_t run_streams(void) {
  demo_reply_t reply = 0;
  begin();
  note(demo_pump());
  note(demo_start(3, 5, &reply));
  note(reply);
  refuse = true;
  for (int i = 0; i < 8 && !closed; i++) note(demo_pump());
  note(closed);
  note(scratch_used);
  cancelled_token = TOKEN_TAG | 6;
  note(demo_start(100, 6, &reply));
  note(demo_start(0, DEMO_TOKEN_NONE, &reply));
  closed = false;
  for (int i = 0; i < 8 && !closed; i++) note(demo_pump());
  return end();
}
