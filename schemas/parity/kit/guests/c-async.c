/*
 * Protocols over time from C, on the generated header and the memory of wasi-libc: tasks that are started, polled and cancelled, and
 * replies that arrive in objects of the program while it pumps. One exported function for each step of a vector.
 */
#include <stdlib.h>
#include <string.h>

#include "parity.h"

#define VECTOR(name) __attribute__((export_name(#name)))
#define TEXT(text) text, sizeof text - 1

/** What the program got, for the kit to look at: bytes one after the other. */
static uint8_t got[128];
static uint32_t length;
VECTOR(got_at) uint32_t got_at(void) { return (uint32_t)(uintptr_t)got; }
VECTOR(length_at) uint32_t length_at(void) { return (uint32_t)(uintptr_t)&length; }

static void keep(const void *bytes, size_t size) {
  if (size > sizeof got - length) abort();
  if (size > 0) memcpy(got + length, bytes, size);
  length += size;
}

/** A reply that arrives: its bytes up to now, which grow as they come. */
typedef struct {
  uint8_t *bytes;
  uint32_t size;
  bool ended;
} reply_t;

/** A frame that is as long as this is refused once, as a program without memory would. */
static int64_t refused_size = -1;
/** Pieces of scratch memory that the host has not given back. */
static int32_t lent;

static reply_t *reply_of(int64_t stream) { return (reply_t *)(uintptr_t)stream; }

int64_t parity_stream_new(uint64_t capacity) {
  (void)capacity;
  return (int64_t)(uintptr_t)calloc(1, sizeof(reply_t));
}
int64_t parity_stream_send(int64_t stream, uint8_t *data, int64_t size) {
  reply_t *reply = reply_of(stream);
  if (size == refused_size) {
    refused_size = -1;
    return 1;
  }
  uint8_t *bytes = realloc(reply->bytes, reply->size + (size_t)size);
  if (bytes == NULL) return 1;
  memcpy(bytes + reply->size, data, (size_t)size);
  reply->bytes = bytes;
  reply->size += (uint32_t)size;
  return 0;
}
void parity_stream_close(int64_t stream) { reply_of(stream)->ended = true; }
uint32_t parity_scratch_alloc(uint32_t size) {
  lent++;
  return (uint32_t)(uintptr_t)malloc(size);
}
void parity_scratch_free(uint64_t address, uint32_t size) {
  lent--;
  memset((void *)(uintptr_t)address, '!', size);
  free((void *)(uintptr_t)address);
}

/** Tokens are numbers of the program: those up to this one are cancelled. */
static uint64_t cancelled_up_to;
uint64_t parity_cancelled(uint64_t token) {
  return (token & ~PARITY_TOKEN_TAG) <= cancelled_up_to ? PARITY_TOKEN_CANCELLED : 0;
}

static reply_t *begin(uint32_t frames, parity_token_t token) {
  parity_reply_t reply = 0;
  return parity_start(frames, token, &reply) == 0 ? reply_of(reply) : NULL;
}
/** Keeps what came of a reply and gives its memory back; whether it had ended. */
static bool finish(reply_t *reply) {
  keep(reply->bytes, reply->size);
  bool ended = reply->ended;
  free(reply->bytes);
  free(reply);
  return ended;
}

VECTOR(reply) int32_t reply(void) {
  reply_t *all = begin(3, PARITY_TOKEN_NONE);
  int32_t pumps = 0;
  while (!all->ended && parity_pump() == 0) pumps++;
  return finish(all) && lent == 0 ? pumps : -1;
}
VECTOR(two_replies) int32_t two_replies(void) {
  reply_t *one = begin(1, PARITY_TOKEN_NONE), *two = begin(2, PARITY_TOKEN_NONE);
  while (!two->ended && parity_pump() == 0) continue;
  return finish(two) + finish(one);
}
VECTOR(refused) int32_t refused(void) {
  reply_t *all = begin(1, PARITY_TOKEN_NONE);
  refused_size = sizeof "frame 1" - 1;
  int32_t pumps = 0;
  for (; !all->ended && pumps < 5; pumps++) parity_pump();
  return finish(all) && lent == 0 ? pumps : -1;
}
VECTOR(cancelled) int32_t cancelled(void) {
  reply_t *one = begin(4, 1), *two = begin(2, 2);
  parity_pump();
  cancelled_up_to = 1;
  parity_pump();
  return finish(one) + 2 * finish(two);
}

/** Tasks that run, and what the last one came to. */
static parity_job_t jobs[3];
static uint16_t status;

/** Asks after a task, with as much room as its answer turns out to need. */
static int32_t ask(parity_job_t job) {
  uint32_t size = 2;
  uint8_t *body = malloc(size);
  int32_t answer = parity_fetch_poll(job, &status, body, size, &size);
  if (answer == -PARITY_ERRNO_ERANGE) {
    body = realloc(body, size);
    answer = parity_fetch_poll(job, &status, body, size, &size);
  }
  if (answer == 0) keep(body, size);
  free(body);
  return answer;
}

VECTOR(begin_tasks) int32_t begin_tasks(void) {
  jobs[0] = parity_fetch_start(TEXT("h\xc3\xa9llo"));
  jobs[1] = parity_fetch_start(TEXT("never"));
  jobs[2] = parity_fetch_start(TEXT("second"));
  return (jobs[0] > 0) + (jobs[1] > 0) + (jobs[2] > 0);
}
VECTOR(begin_failing) int32_t begin_failing(void) { return (jobs[0] = parity_fetch_start(TEXT("fail"))) > 0; }
VECTOR(too_many) int32_t too_many(void) { return begin_tasks() == 3 ? parity_fetch_start(TEXT("one more")) : 0; }
VECTOR(poll_first) int32_t poll_first(void) { return ask(jobs[0]); }
VECTOR(poll_second) int32_t poll_second(void) { return ask(jobs[1]); }
VECTOR(poll_third) int32_t poll_third(void) { return ask(jobs[2]); }
VECTOR(status_of_last) int32_t status_of_last(void) { return status; }
VECTOR(cancel_second) int32_t cancel_second(void) { return parity_fetch_cancel(jobs[1]); }
/** A task and a reply at the same time: each goes on by itself. */
VECTOR(pump_while_it_runs) int32_t pump_while_it_runs(void) {
  int32_t running = ask(jobs[0] = parity_fetch_start(TEXT("side"))) == -PARITY_ERRNO_EAGAIN;
  reply_t *all = begin(1, PARITY_TOKEN_NONE);
  parity_pump();
  return running + finish(all);
}
