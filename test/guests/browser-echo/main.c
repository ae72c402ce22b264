/**
 * Says how long the way to an echo server is: `step` connects to the URL in the variable ECHO, sends 100,000 random bytes, takes
 * the echo, compares SHA-256 of both, and prints the hash and whether time went by. It answers 0 while it waits, 1 when it is
 * done, and the negative error of a call that failed.
 */
#include "molt.h"
#include "sha256.h"

enum { WORKING = 0, DONE = 1, STDOUT = 1, SIZE = 100000 };

static uint8_t message[SIZE], echo[SIZE];
static char environment[1024], *variables[8];
static molt_websocket_t socket;
static molt_timestamp_t started;

static uint32_t length(const char *text) {
  uint32_t size = 0;
  while (text[size]) size++;
  return size;
}

static void print(const char *text, uint32_t size) {
  uint32_t written;
  fd_write(STDOUT, &(molt_buffer_t){(uintptr_t)text, size}, 1, &written);
}

static const char *echo_url(void) {
  uint32_t count, size;
  if (environ_sizes_get(&count, &size) != 0 || count != 1 || size > sizeof environment) return 0;
  if (environ_get(variables, environment) != 0) return 0;
  const char *name = "ECHO=", *at = variables[0];
  while (*name)
    if (*name++ != *at++) return 0;
  return at;
}

static int32_t connect(void) {
  const char *url = echo_url();
  if (!url) return -MOLT_ERRNO_EINVAL;
  if (random_get(message, SIZE) != 0 || clock_time_get(MOLT_CLOCKID_MONOTONIC, 1, &started) != 0) return -MOLT_ERRNO_EACCES;
  return molt_ws_connect_host(url, length(url), &socket);
}

static enum { START, CONNECTING, RECEIVING } state = START;

static int32_t report(void) {
  static const char digits[] = "0123456789abcdef";
  uint8_t sent[32], received[32];
  char line[65];
  molt_timestamp_t now;
  sha256(message, SIZE, sent);
  sha256(echo, SIZE, received);
  for (uint32_t i = 0; i < 32; i++) {
    if (sent[i] != received[i]) return -MOLT_ERRNO_EBADMSG;
    line[2 * i] = digits[received[i] >> 4];
    line[2 * i + 1] = digits[received[i] & 15];
  }
  line[64] = '\n';
  print(line, sizeof line);
  if (clock_time_get(MOLT_CLOCKID_MONOTONIC, 1, &now) == 0 && now >= started) print("in time\n", 8);
  molt_ws_close_host(socket);
  return DONE;
}

__attribute__((export_name("step"))) int32_t step(void) {
  if (state == START) {
    int32_t answer = connect();
    if (answer < 0) return answer;
    state = CONNECTING;
  }
  if (state == CONNECTING) {
    int32_t ready = molt_ws_poll_host(socket, MOLT_EVENTS_WRITE);
    if (ready < 0) return ready;
    if (ready & (int32_t)MOLT_EVENTS_ERROR) return -MOLT_ERRNO_ECONNREFUSED;
    if (!ready) return WORKING;
    int32_t sent = molt_ws_send_host(socket, message, SIZE);
    if (sent < 0) return sent == -MOLT_ERRNO_EAGAIN ? WORKING : sent;
    state = RECEIVING;
  }
  uint32_t size = 0;
  int32_t received = molt_ws_recv_host(socket, echo, SIZE, &size);
  if (received == -MOLT_ERRNO_EAGAIN) return WORKING;
  if (received < 0) return received;
  return size == SIZE ? report() : -MOLT_ERRNO_EBADMSG;
}

