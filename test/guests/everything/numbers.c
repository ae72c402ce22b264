#include "notes.h"

static void widths(void) {
  bool truth;
  uint8_t u8;
  int8_t s8;
  uint16_t u16;
  int16_t s16;
  uint32_t u32;
  int32_t s32;
  uint64_t u64;
  int64_t s64;
  float f32;
  double f64;
  demo_widths(&truth, &u8, &s8, &u16, &s16, &u32, &s32, &u64, &s64, &f32, &f64);
  note(truth);
  note(u8);
  note(s8);
  note(u16);
  note(s16);
  note(u32);
  note(s32);
  note((int64_t)u64);
  note(s64);
  note_float(f32);
  note_float(f64);
}

RUN(run_numbers) uint32_t run_numbers(void) {
  begin();
  note(demo_u32(UINT32_MAX));
  note(demo_s32(INT32_MIN));
  note((int64_t)demo_u64(UINT64_MAX));
  note(demo_s64(INT64_MIN));
  note_float(demo_f32(0.1f));
  note_float(demo_f64(-1.7976931348623157e308));
  note(demo_not(true));
  note((int64_t)demo_box(UINT64_C(0x7ff8dead00000001)));
  note(demo_small(255, -128, 65535, -32768));
  note(demo_widened(1, 65535, INT32_MIN, UINT32_MAX));
  widths();
  note(demo_find(1));
  note(demo_find(2));
  note(demo_after(-1));
  note(demo_after(INT64_MAX));
  return end();
}

RUN(run_enums) uint32_t run_enums(void) {
  begin();
  note(demo_paint(DEMO_COLOR_BLUE));
  note(demo_paint(3));
  note(demo_raise(DEMO_LEVEL_LOW, DEMO_BIG_ODD, DEMO_LEAST_MAX));
  note(demo_raise(12345, DEMO_BIG_MAX, DEMO_LEAST_MIN));
  note(demo_spawn(DEMO_STDIO_INHERIT));
  note(demo_spawn(DEMO_STDIO_FD_FIRST + 3));
  note(demo_spawn(3));
  note(demo_allow(DEMO_ACCESS_READ | DEMO_ACCESS_TOP, DEMO_HINTS_SIGN | 0x100, 0xf003, DEMO_MASK_TOP));
  note(demo_allow(4, 0, 0, 0));
  note(demo_allow(0, 0, 0, 2));
  note(demo_toggle(DEMO_ACCESS_TOP));
  note(demo_listen(65535));
  note(demo_listen(0));
  note(demo_listen(65536));
  return end();
}
