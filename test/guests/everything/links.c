#include "notes.h"

static uint64_t none(void) { return UINT64_MAX; }
static uint64_t negated(uint64_t x) { return ~x; }
static uint64_t difference(uint64_t x, uint64_t y) { return x - y; }

/** A function pointer is a slot of the table. */
static uint32_t slot(void *function) { return (uint32_t)(uintptr_t)function; }

uint64_t demo_guest_apply0(uint32_t index) { return ((uint64_t(*)(void))(uintptr_t)index)(); }
uint64_t demo_guest_apply1(uint32_t index, uint64_t x) { return ((uint64_t(*)(uint64_t))(uintptr_t)index)(x); }
uint64_t demo_guest_apply2(uint32_t index, uint64_t x, uint64_t y) {
  return ((uint64_t(*)(uint64_t, uint64_t))(uintptr_t)index)(x, y);
}
uint64_t demo_guest_import_it(uint64_t name) { return name + 1; }

uint64_t demo_ready(uint32_t seed) { return UINT64_MAX - seed; }
double demo_callback(int32_t a, float b, double c, int64_t d) { return a + (double)b + c + (double)d; }

RUN(run_links) uint32_t run_links(void) {
  begin();
  note((int64_t)demo_link_apply_0(slot(none)));
  note((int64_t)demo_link_apply_1(slot(negated), 1));
  note((int64_t)demo_link_apply_2(slot(difference), 1, 3));
  note((int64_t)demo_link_import_it(UINT64_MAX));
  note_float(demo_square(1.5));
  return end();
}
