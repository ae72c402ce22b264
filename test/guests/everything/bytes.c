#include "notes.h"

static _Alignas(8) uint8_t buf[64];
static uint8_t more[64];

static uint64_t wide(const void *at) { return (uint64_t)(uintptr_t)at; }

static void peek(uint64_t cap) {
  uint64_t length = 0;
  note(demo_peek(wide(buf), cap, wide(&length)));
  note((int64_t)length);
}

static void several(void) {
  uint32_t address_len, flags;
  int64_t offset;
  demo_channel_t peer;
  int32_t size = demo_several(buf, 4, more, 3, &address_len, &flags, &offset, &peer);
  note(size);
  note_bytes(buf, (uint32_t)size);
  note_bytes(more, address_len);
  note(flags);
  note(offset);
  note(demo_use(peer));
}

RUN(run_bytes) uint32_t run_bytes(void) {
  static _Alignas(4) const uint8_t four[] = {1, 2, 3, 4, 250};
  begin();
  note(demo_sum(four, 5));
  note(demo_sum(four + 1, 4));
  note(demo_sum(four, 0));

  buf[0] = 'k';
  note(demo_keep(buf, 1));
  buf[0] = 'x';

  note((int64_t)demo_wide(wide(four), 5));

  note(demo_fill(buf, 8));
  note_bytes(buf, 8);
  int32_t size = demo_read(buf, 16);
  note(size);
  note_bytes(buf, (uint32_t)size);
  peek(0);
  peek(64);
  note_bytes(buf, 3);
  note(demo_flip(buf, 3));
  note_bytes(buf, 3);

  note(demo_both(0, 0, 0, 0));
  note(demo_both((const char *)buf, 0, four, 2));

  const demo_buffer_t in[] = {{(uint32_t)wide(four), 2}, {0, 0}, {(uint32_t)wide(four) + 2, 3}};
  uint32_t written = 0;
  note(demo_gather(in, 3, &written));
  note(written);
  const demo_buffer_t out[] = {{(uint32_t)wide(buf), 3}, {(uint32_t)wide(more), 4}};
  more[2] = '-';
  note(demo_scatter(out, 2));
  note_bytes(buf, 3);
  note_bytes(more, 3);
  several();

  uint32_t cell = 0;
  note(demo_poke(&cell, 0x89abcdef));
  note(cell);
  return end();
}
