#include "notes.h"

static void note_stat(int32_t answer, const demo_stat_t *s) {
  note(answer);
  note(s->kind);
  note(s->ok);
  note(s->channel);
  note((int64_t)s->size);
  note((int64_t)s->mtime);
  note(s->inner.a);
  note(s->inner.b);
  note_float(s->ratio);
  note_float(s->part);
  note(s->next);
  note(s->pad);
}

static void note_event(int32_t answer, const demo_event_t *e) {
  note(answer);
  note(e->tag);
  if (e->tag == DEMO_EVENT_READ) note(e->payload.read);
  if (e->tag == DEMO_EVENT_CLOCK) {
    note(e->payload.clock.id);
    note((int64_t)e->payload.clock.timeout);
  }
}

static void variants(void) {
  demo_event_t event = {.tag = DEMO_EVENT_CLOCK, .payload.clock = {3, UINT64_C(1000000000000)}}, got = {0};
  demo_signal_t signal = {DEMO_SIGNAL_ON};
  note_event(demo_wait(&event, &signal, &got), &got);
  event.tag = DEMO_EVENT_NEVER;
  signal.tag = DEMO_SIGNAL_OFF;
  note_event(demo_wait(&event, &signal, &got), &got);
  event.tag = 9;
  note(demo_wait(&event, &signal, &got));
  const demo_subscription_t subscription = {UINT64_MAX, {.tag = DEMO_EVENT_READ, .payload.read = 9}};
  note(demo_poll(&subscription));
}

RUN(run_records) uint32_t run_records(void) {
  begin();
  demo_stat_t stat = {DEMO_KIND_FILE, true, 7, UINT64_C(9007199254740993), UINT64_MAX, {200, 65535}, -0.5, 1.5f, 0x80000000, 0};
  note(demo_set(&stat));
  stat.pad = 1;
  note(demo_set(&stat));
  stat.pad = 0;
  stat.kind = 9;
  note(demo_set(&stat));
  note_stat(demo_get(5, &stat), &stat);
  note(demo_far((uint64_t)(uintptr_t)&stat));
  note(stat.channel);
  note(demo_far(UINT64_C(0x100000000) + (uintptr_t)&stat));
  variants();
  return end();
}

RUN(run_lists) uint32_t run_lists(void) {
  static const uint32_t numbers[9] = {1, UINT32_MAX, 3};
  static const demo_point_t points[2] = {{1, -2}, {INT32_MAX, INT32_MIN}};
  uint32_t found[8] = {0}, count = 0, done = 0;
  demo_point_t moved[2] = {{0, 0}, {0, 0}};
  begin();
  note(demo_total(numbers, 3));
  note(demo_total(numbers, 9));
  note(demo_total(numbers, 0));
  note(demo_draw(points, 2));
  note(demo_draw(0, 0));
  note(demo_draw(points, 0));
  note(demo_list(found, 8, &count));
  note_bytes(found, count * 4);
  note(demo_shared(points, moved, 2, &done));
  note(done);
  for (int i = 0; i < 2; i++) {
    note(moved[i].x);
    note(moved[i].y);
  }
  return end();
}
