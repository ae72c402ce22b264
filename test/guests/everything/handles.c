#include "notes.h"

RUN(run_handles) uint32_t run_handles(void) {
  begin();
  demo_channel_t a = demo_open(TEXT("a"));
  demo_channel_t b = demo_open(TEXT("b"));
  note(a > 0 && b > 0 && a != b);
  note(demo_use(a));
  note(demo_join(a, b));
  note(demo_join(a, -1));
  note(demo_close(b));
  note(demo_use(b));
  note(demo_close(b));
  note(demo_use(0));
  note(demo_use(-1));

  demo_channel_t channel = 0;
  demo_lamp_t lamp = 0;
  note(demo_pair(&channel, &lamp));
  note(demo_use(channel));
  note(demo_shine(lamp));
  note(demo_shine((demo_lamp_t)channel));
  int32_t second = demo_light();
  note(second > 0);
  note(demo_shine((demo_lamp_t)second));
  note(demo_light());

  note(demo_dup(3));
  note(demo_sync(UINT32_MAX));
  note(demo_sync(UINT32_MAX - 1));
  return end();
}

RUN(run_errors) uint32_t run_errors(void) {
  begin();
  for (uint32_t which = 0; which < 5; which++) note(demo_unit(which));
  for (uint32_t which = 0; which < 3; which++) note(demo_long(which));
  for (uint32_t which = 0; which < 3; which++) note(demo_status(which));
  note(demo_small_status(BYTES(1, 2, 3)));
  note(demo_small_status((const uint8_t *)0xfffffff0, 32));
  for (uint32_t which = 0; which < 3; which++) note(demo_two(which));
  return end();
}

/** Imports whose answer depends on the grants and the target. */
RUN(run_policy) uint32_t run_policy(void) {
  begin();
  note(demo_open(TEXT("granted?")));
  note(demo_guarded());
  note(demo_refused());
  note(demo_elsewhere());
  return end();
}

RUN(run_exit) void run_exit(int32_t code) { demo_exit(code); }
