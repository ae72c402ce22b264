/* The parity ABI from C, on the generated header: one exported function for each vector. */
#include "parity.h"

#define VECTOR(name) __attribute__((export_name(#name)))
#define TEXT(text) text, sizeof text - 1

/** Where vectors leave what they got, for the kit to look at. */
static uint8_t buffer[64];
static uint32_t length;
VECTOR(buffer_at) uint32_t buffer_at(void) { return (uint32_t)(uintptr_t)buffer; }
VECTOR(length_at) uint32_t length_at(void) { return (uint32_t)(uintptr_t)&length; }

/** The compiler calls these for initialisers and copies of structures. */
void *memcpy(void *to, const void *from, size_t size) {
  for (size_t i = 0; i < size; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}
void *memset(void *to, int byte, size_t size) {
  for (size_t i = 0; i < size; i++) ((volatile uint8_t *)to)[i] = (uint8_t)byte;
  return to;
}

VECTOR(text) int32_t text(void) { return parity_count(TEXT("h\xc3\xa9llo")); }
VECTOR(echo) int32_t echo(void) { return parity_echo(TEXT("there and back"), (char *)buffer, sizeof buffer, &length); }
VECTOR(too_small) int32_t too_small(void) {
  return parity_echo(TEXT("there and back"), (char *)buffer, 4, &length) == -PARITY_ERRNO_ERANGE;
}
VECTOR(grow_and_ask) int32_t grow_and_ask(void) {
  parity_echo(TEXT("there and back"), 0, 0, &length);
  return length <= sizeof buffer ? parity_echo(TEXT("there and back"), (char *)buffer, length, &length) : -1;
}
VECTOR(null_pointer) int32_t null_pointer(void) { return parity_count(0, 5); }

VECTOR(bytes) int32_t bytes(void) {
  static const uint8_t data[4] __attribute__((aligned(4))) = {1, 2, 3, 250};
  return parity_sum(data, sizeof data);
}
VECTOR(gather) int32_t gather(void) {
  static const uint8_t one[2] = {1, 2}, two[3] = {3, 4, 5};
  const parity_buffer_t parts[2] = {{(uint32_t)(uintptr_t)one, sizeof one}, {(uint32_t)(uintptr_t)two, sizeof two}};
  return parity_gather(parts, 2, &length);
}

VECTOR(record) int32_t record(void) {
  parity_stat_t stat = {PARITY_KIND_DIR, true, 3, UINT64_MAX, 5, {1, 2}, 0.25, -1.5f, 16, 0};
  parity_stat_t got;
  if (parity_set(&stat) != 0 || parity_get(&got) != 0) return -1;
  return got.kind == PARITY_KIND_DIR && got.ok && got.fd == 3 && got.size == UINT64_MAX && got.inner.b == 2 && got.ratio == 0.25 &&
         got.part == -1.5f && got.next == 16;
}
VECTOR(variant) int32_t variant(void) {
  const parity_event_t event = {.tag = PARITY_EVENT_CLOCK, .payload.clock = {9, UINT64_C(1) << 40}};
  const parity_signal_t signal = {PARITY_SIGNAL_ON};
  parity_event_t got = {0};
  if (parity_wait(&event, &signal, &got) != 0) return -1;
  return got.tag == PARITY_EVENT_CLOCK && got.payload.clock.timeout == UINT64_C(1) << 40 ? (int32_t)got.payload.clock.id : -2;
}
VECTOR(list) int64_t list(void) {
  static const uint32_t numbers[3] = {1, UINT32_MAX, 7};
  return parity_total(numbers, 3);
}
VECTOR(swap) int32_t swap(void) {
  const parity_point_t in[2] = {{1, 2}, {3, -4}};
  parity_point_t out[2];
  int32_t answer = parity_swap(in, out, 2, &length);
  return answer == 0 ? out[0].x * 100 + out[1].x : answer;
}

VECTOR(wide_number) uint64_t wide_number(void) { return parity_u64(UINT64_MAX); }
VECTOR(enums) int32_t enums(void) { return parity_paint(PARITY_COLOR_RED); }
VECTOR(flags) int32_t flags(void) { return parity_allow(PARITY_ACCESS_READ | PARITY_ACCESS_TOP, PARITY_HINTS_SIGN, 0, PARITY_MASK_TOP); }

VECTOR(handle) int32_t handle(void) {
  parity_channel_t channel = parity_open(TEXT("five5"));
  int32_t size = parity_use(channel);
  return parity_close(channel) == 0 && parity_use(channel) == -PARITY_ERRNO_EBADF ? size : -1;
}

static uint8_t scratch[64];
static uint32_t received;
int64_t parity_stream_new(uint64_t capacity) { return (int64_t)capacity + 5; }
int64_t parity_stream_send(int64_t stream, uint8_t *data, int64_t size) {
  for (int64_t i = 0; i < size; i++) buffer[received++] = data[i];
  return stream - 5;
}
void parity_stream_close(int64_t stream) { buffer[received++] = (uint8_t)('0' + stream); }
uint32_t parity_scratch_alloc(uint32_t size) { return size <= sizeof scratch ? (uint32_t)(uintptr_t)scratch : 0; }
void parity_scratch_free(uint64_t address, uint32_t size) {
  for (uint32_t i = 0; i < size; i++) ((uint8_t *)(uintptr_t)address)[i] = '!';
}
uint64_t parity_cancelled(uint64_t token) { return (token & 0xff) == 9; }

VECTOR(stream) uint32_t stream(void) {
  parity_reply_t reply = 0;
  parity_start(2, 1, &reply);
  parity_pump();
  parity_pump();
  return received;
}
VECTOR(cancelled) uint32_t cancelled(void) {
  parity_reply_t reply = 0;
  parity_start(2, 9, &reply);
  parity_pump();
  return received;
}

int32_t parity_callback(int32_t value) { return value - 1; }
VECTOR(call_back) int32_t call_back(void) { return parity_call(8); }
VECTOR(leave) int32_t leave(void) { parity_exit(4); }
