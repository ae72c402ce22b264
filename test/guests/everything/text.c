#include "notes.h"

static char buf[64];
static uint32_t len;

/** A call that writes text and its length: answer, length, and the text where the call went well. */
static void told(int32_t answer, uint64_t length) {
  note(answer);
  note((int64_t)length);
  if (answer == 0) note_bytes(buf, (uint32_t)length);
}

static void next(demo_channel_t channel, uint32_t cap) {
  uint64_t length = 0;
  int32_t answer = demo_next(channel, buf, cap, &length);
  told(answer, length);
}

RUN(run_text) uint32_t run_text(void) {
  begin();
  demo_say(TEXT("héllo"));
  demo_say(TEXT(""));

  told(demo_name(0, 0, &len), len);
  told(demo_name(buf, 16, &len), len);

  demo_channel_t inbox = demo_open(TEXT("inbox"));
  next(inbox, 4);
  next(inbox, 64);
  next(inbox, 64);

  told(demo_drop(buf, 2, &len), len);
  told(demo_drop(buf, 64, &len), len);
  told(demo_brief(buf, 5, &len), len);

  int32_t size = demo_title(buf, 6);
  note(size);
  note_bytes(buf, (uint32_t)size);
  size = demo_label(buf, 64);
  note(size);
  note_bytes(buf, (uint32_t)size);

  note(demo_greet(0, 0));
  note(demo_greet(buf, 0));
  note(demo_greet(TEXT("Ann")));

  note(demo_explain(1, buf, 5, &len));
  note_bytes(buf, len);
  len = 77;
  note(demo_explain(0, buf, 64, &len));
  note(len);
  return end();
}
