/**
 * Reads sales.csv in a directory of the host, stores its rows in the database, and gives the list, dearest first, to the first TCP
 * client that connects to 127.0.0.1. It works in steps: `step` answers 0 while it waits for something, 1 when it is done, and -1
 * when it cannot go on, which standard error explains.
 */
#include "arrow.h"
#include "sales.h"

enum { WORKING = 0, DONE = 1, FAILED = -1 };
enum { STDOUT = 1, STDERR = 2, FIRST_PREOPEN = 3 };

static char text[32768];
static uint32_t text_size, text_sent;

static void put(const void *bytes, uint32_t size) {
  if (size > sizeof text - text_size) __builtin_trap();
  for (uint32_t i = 0; i < size; i++) text[text_size++] = ((const char *)bytes)[i];
}
static void put_text(const char *chars) { put(chars, text_length(chars)); }
static void put_number(uint64_t value) {
  if (value > 9) put_number(value / 10);
  put(&(char){(char)('0' + value % 10)}, 1);
}

/** Writes the text out and empties it. */
static void print(molt_fd_t fd) {
  uint32_t written;
  fd_write(fd, &(molt_buffer_t){(uintptr_t)text, text_size}, 1, &written);
  text_size = 0;
}

static int32_t fail(const char *what, const char *why) {
  text_size = 0;
  put_text(what);
  put_text(": ");
  put_text(why);
  put_text("\n");
  print(STDERR);
  return FAILED;
}

static uint8_t csv[65536];

/** Reads the file; answers its size, or -1. */
static int32_t read_csv(void) {
  static const char name[] = "sales.csv";
  molt_fd_t file;
  molt_rights_t rights = MOLT_RIGHTS_FD_READ;
  if (path_open(FIRST_PREOPEN, MOLT_LOOKUPFLAGS_SYMLINK_FOLLOW, name, sizeof name - 1, 0, rights, rights, 0, &file) != 0) return -1;
  uint32_t size = 0, count = 0;
  do {
    size += count;
    if (fd_read(file, &(molt_buffer_t){(uintptr_t)csv + size, sizeof csv - size}, 1, &count) != 0) return -1;
  } while (count);
  fd_close(file);
  return (int32_t)size;
}

/** Stores the lines `item,cents` after the first, which has the names. Answers what went wrong, or NULL. */
static const char *store(uint32_t size) {
  const char *error = sales_create();
  uint32_t at = 0;
  while (at < size && csv[at++] != '\n') {}
  while (!error && at < size) {
    slice_t item = {csv + at, 0};
    while (at < size && csv[at] != ',' && csv[at] != '\n') at++;
    item.size = (uint32_t)(csv + at - item.at);
    if (at == size || csv[at++] != ',') return "a line without cents";
    int64_t cents = 0;
    for (; at < size && csv[at] != '\n'; at++) {
      if (csv[at] < '0' || csv[at] > '9') return "cents that are no number";
      cents = cents * 10 + (csv[at] - '0');
    }
    at++;
    error = sales_add(item, cents);
  }
  return error;
}

/** Puts the rows of the next batch into the text, as `item cents`; nothing at the end. */
static const char *next_rows(void) {
  const char *error = 0;
  slice_t part = sales_next(&error);
  if (error || part.size == 0) return error;
  batch_t batch = read_batch((message_t){part.at, part.size});
  uint32_t ends = buffer_at(batch, 1), items = buffer_at(batch, 2), cents = buffer_at(batch, 4);
  for (uint32_t row = 0; row < batch.rows; row++) {
    uint32_t from = u32_at(batch.message, ends + 4 * row), to = u32_at(batch.message, ends + 4 * row + 4);
    if (to < from || items + to > part.size) __builtin_trap();
    put(part.at + items + from, to - from);
    put_text(" ");
    put_number(number_at(batch.message, cents + 8 * row, 8));
    put_text("\n");
  }
  return 0;
}

static molt_socket_t server, client;

/** Sends what is left of the text, and the rows that follow; answers WORKING when the client takes no more for now. */
static int32_t send_rows(void) {
  for (;;) {
    if (text_sent == text_size) {
      text_sent = text_size = 0;
      const char *error = next_rows();
      if (error) return fail("list", error);
      if (text_size == 0) return DONE;
    }
    int32_t sent = molt_socket_send_host(client, (uint8_t *)text + text_sent, text_size - text_sent, 0);
    if (sent == -MOLT_ERRNO_EAGAIN) return WORKING;
    if (sent < 0) return fail("send", "the client has gone");
    text_sent += (uint32_t)sent;
  }
}

/** An address of the interface `socket`: family, port, address. Port 0: the host chooses. */
static uint8_t address[8] = {MOLT_SOCKADDR_INET, 0, 0, 0, 127, 0, 0, 1};

static enum { START, LISTEN, ACCEPT, SEND } state = START;

static int32_t start(void) {
  int32_t size = read_csv();
  if (size < 0) return fail("sales.csv", "cannot be read");
  const char *error = store((uint32_t)size);
  if (error) return fail("store", error);
  error = sales_list();
  if (error) return fail("list", error);
  server = molt_socket_new_host(MOLT_ADDRESS_FAMILY_AF_INET, MOLT_SOCKET_TYPE_SOCK_STREAM, MOLT_PROTOCOL_IPPROTO_IP, -1);
  if (server < 0 || molt_socket_bind_host(server, address, sizeof address) != 0 || molt_socket_listen_host(server, 1) != 0)
    return fail("listen", "the host refuses");
  state = LISTEN;
  return WORKING;
}

__attribute__((export_name("step"))) int32_t step(void) {
  uint32_t size;
  if (state == START && start() == FAILED) return FAILED;
  if (state == LISTEN) {
    int32_t known = molt_socket_getsockname_host(server, address, sizeof address, &size);
    if (known == -MOLT_ERRNO_EAGAIN) return WORKING;
    if (known < 0) return fail("listen", "no address");
    put_text("listening on ");
    put_number(address[2] | (uint32_t)address[3] << 8);
    put_text("\n");
    print(STDOUT);
    state = ACCEPT;
  }
  if (state == ACCEPT) {
    client = molt_socket_accept_host(server, address, sizeof address, &size);
    if (client == -MOLT_ERRNO_EAGAIN) return WORKING;
    if (client < 0) return fail("accept", "no connection");
    state = SEND;
  }
  int32_t answer = send_rows();
  if (answer == DONE) {
    molt_socket_close_host(client);
    molt_socket_close_host(server);
  }
  return answer;
}
