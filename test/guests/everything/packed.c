#include "notes.h"

static uint8_t buf[128];

static void lookup(uint32_t cap) {
  uint32_t length = 0;
  int32_t answer = demo_lookup(buf, cap, &length);
  note(answer);
  note(length);
  if (answer == 0) note_bytes(buf, length);
}

RUN(run_packed) uint32_t run_packed(void) {
  begin();
  note(demo_bind(BYTES(2, 0, 0x1f, 0x90, 127, 0, 0, 1)));
  note(demo_bind(BYTES(1, 0, '/', 't', 'm', 'p', '/', 's')));
  note(demo_bind(BYTES(7, 0, 1)));
  note(demo_bind(BYTES(2, 0, 0x1f, 0x90, 127, 0, 0)));
  note(demo_bind(BYTES(2, 0, 0x1f, 0x90, 127, 0, 0, 1, 9)));
  note(demo_names(BYTES(3, 0, 0, 0, 1, 0, 0, 0, 'a', 0, 0, 0, 0, 3, 0, 0, 0, 0xc4, 0x8d, 'o')));
  note(demo_names(0, 0));
  lookup(8);
  lookup(sizeof buf);
  return end();
}

static char launch[64];

static uint32_t put(uint32_t at, const char *text) {
  for (; *text; text++) launch[at++] = *text;
  return at;
}

static uint32_t put_number(uint32_t at, uint32_t value) {
  if (value > 9) at = put_number(at, value / 10);
  launch[at] = (char)('0' + value % 10);
  return at + 1;
}

/** {"bindings":[{"ptr":address,"len":length}]} */
static int32_t launch_on(uint32_t address, uint32_t length) {
  uint32_t at = put(0, "{\"bindings\":[{\"ptr\":");
  at = put_number(at, address);
  at = put_number(put(at, ",\"len\":"), length);
  at = put(at, "}]}");
  return demo_launch((const uint8_t *)launch, at);
}

static void ask(const uint8_t *request, uint32_t size, uint32_t cap) {
  uint32_t length = 0;
  int32_t answer = demo_ask((uint64_t)(uintptr_t)request, size, buf, cap, &length);
  note(answer);
  note(length);
  if (answer == 0) note_bytes(buf, length);
}

RUN(run_payload) uint32_t run_payload(void) {
  static uint8_t data[4] = {1, 2, 3, 4};
  begin();
  /* {"sql": "select", "limit": 5} */
  ask(BYTES(0x82, 0xa3, 's', 'q', 'l', 0xa6, 's', 'e', 'l', 'e', 'c', 't', 0xa5, 'l', 'i', 'm', 'i', 't', 5), 4);
  ask(BYTES(0x82, 0xa3, 's', 'q', 'l', 0xa6, 's', 'e', 'l', 'e', 'c', 't', 0xa5, 'l', 'i', 'm', 'i', 't', 5), sizeof buf);
  /* {"sql": 1}: not what the schema says. */
  ask(BYTES(0x81, 0xa3, 's', 'q', 'l', 1), sizeof buf);

  note(launch_on((uint32_t)(uintptr_t)data, 4));
  note_bytes(data, 4);
  note(launch_on(0xfffffff0, 32));

  /* [1, "x"] */
  int32_t size = demo_echo(BYTES(0x92, 1, 0xa1, 'x'), buf, sizeof buf);
  note(size);
  note_bytes(buf, (uint32_t)size);
  size = demo_echo(0, 0, buf, sizeof buf);
  note(size);
  note_bytes(buf, (uint32_t)size);
  note(demo_echo(BYTES(0x92, 1, 0xa1, 'x'), buf, 1));
  return end();
}
