/**
 * A small web service over the database of its host, in the manner of CGI:
 *
 *   GET /sales/ITEM   what was sold of the item, as the host's JSON, or 404
 *   POST /sales       stores the body, ITEM,CENTS
 *   PUT /sales        makes the table
 *
 * It works in steps: `step` answers 0 while it waits for the database, and 1 when the response is written.
 */
#include "db-query/msgpack.h"
#include "db-query/streams.h"

enum { WORKING = 0, DONE = 1, STDIN = 0, STDOUT = 1 };

static uint8_t request[2048], frame[16384], body[1024];
static char environment[4096], *variables[16];

static void put(const void *bytes, uint32_t size) {
  uint32_t written;
  if (fd_write(STDOUT, &(molt_buffer_t){(uintptr_t)bytes, size}, 1, &written) != 0) __builtin_trap();
}
static void put_text(const char *text) { put(text, text_length(text)); }

static int32_t respond(const char *status, const char *type, const void *bytes, uint32_t size) {
  put_text("Status: ");
  put_text(status);
  put_text("\r\nContent-Type: ");
  put_text(type);
  put_text("\r\n\r\n");
  put(bytes, size);
  return DONE;
}
static int32_t say(const char *status, const char *text) { return respond(status, "text/plain;charset=utf-8", text, text_length(text)); }

/** The value of a variable, or an empty text. */
static const char *variable(const char *name) {
  for (uint32_t i = 0; i < sizeof variables / sizeof *variables && variables[i]; i++) {
    uint32_t at = 0;
    while (name[at] && variables[i][at] == name[at]) at++;
    if (!name[at] && variables[i][at] == '=') return variables[i] + at + 1;
  }
  return "";
}

static bool same(const char *a, const char *b) { return is((slice_t){(const uint8_t *)a, text_length(a)}, b); }

/** What follows `prefix` in a text; NULL if it does not begin so. */
static const char *after(const char *text, const char *prefix) {
  while (*prefix)
    if (*text++ != *prefix++) return 0;
  return text;
}

/** Hands a statement over, with an item and cents for its placeholders if there are any. */
static molt_db_status_t ask(bool write, const char *sql, slice_t item, const int64_t *cents) {
  writer_t w = {request};
  uint64_t stream = 0;
  write_map(&w, item.at ? 3 : 2);
  write_text(&w, "sql");
  write_text(&w, sql);
  write_text(&w, "allow_write");
  write_bool(&w, write);
  if (item.at) {
    write_text(&w, "params");
    write_map(&w, 2);
    write_text(&w, "mode");
    write_text(&w, "positional");
    write_text(&w, "values");
    write_array(&w, cents ? 2 : 1);
    write_str(&w, item);
    if (cents) write_i64(&w, *cents);
  }
  uint64_t at = (uintptr_t)request, size = (uint64_t)(w.at - request), out = (uintptr_t)&stream;
  return write ? molt_db_exec_host(at, size, out, MOLT_CANCEL_TOKEN_NONE) : molt_db_query_host(at, size, out, MOLT_CANCEL_TOKEN_NONE);
}

/** Reads `ITEM,CENTS` from the body. */
static bool read_sale(slice_t *item, int64_t *cents) {
  uint32_t size = 0, at = 0;
  if (fd_read(STDIN, &(molt_buffer_t){(uintptr_t)body, sizeof body}, 1, &size) != 0) return false;
  while (at < size && body[at] != ',') at++;
  *item = (slice_t){body, at};
  if (at == 0 || at + 1 >= size || size - at > 18) return false;
  for (*cents = 0; ++at < size; *cents = *cents * 10 + (body[at] - '0'))
    if (body[at] < '0' || body[at] > '9') return false;
  return true;
}

static bool asked, changes;

/** Begins to answer; asks the database if that is what it takes. */
static int32_t begin(void) {
  uint32_t count, size;
  if (environ_sizes_get(&count, &size) != 0 || count >= sizeof variables / sizeof *variables || size > sizeof environment)
    return say("431 Request Header Fields Too Large", "too much to ask\n");
  if (environ_get(variables, environment) != 0) __builtin_trap();
  const char *method = variable("REQUEST_METHOD"), *path = variable("PATH_INFO");
  const char *name = after(path, "/sales/");
  slice_t item = {0, 0};
  int64_t cents = 0;
  molt_db_status_t status;
  if (same(method, "GET") && name && *name) {
    item = (slice_t){(const uint8_t *)name, text_length(name)};
    if (item.size > 1024) return say("414 URI Too Long", "a name so long\n");
    status = ask(false, "SELECT item, cents FROM sale WHERE item = ? ORDER BY cents", item, 0);
  } else if (same(method, "POST") && same(path, "/sales")) {
    if (!read_sale(&item, &cents)) return say("400 Bad Request", "send ITEM,CENTS\n");
    status = ask(true, "INSERT INTO sale VALUES (?, ?)", item, &cents);
  } else if (same(method, "PUT") && same(path, "/sales")) {
    status = ask(true, "CREATE TABLE IF NOT EXISTS sale (item TEXT NOT NULL, cents INTEGER NOT NULL)", item, 0);
  } else if (same(path, "/forged")) {
    // What a hostile guest would try on behalf of a visitor who may only read.
    status = ask(true, "DELETE FROM sale", item, 0);
    if (status == MOLT_DB_STATUS_DENIED) status = ask(false, "SELECT 1); DELETE FROM sale; --", item, 0);
  } else {
    return say("404 Not Found", "no such page\n");
  }
  if (status == MOLT_DB_STATUS_DENIED) return say("403 Forbidden", "the database is denied\n");
  if (status != MOLT_DB_STATUS_ACCEPTED) return say("503 Service Unavailable", "no database\n");
  asked = true;
  changes = !same(method, "GET");
  return WORKING;
}

static bool ends_with(slice_t text, const char *end) {
  uint32_t size = text_length(end);
  return text.size >= size && is((slice_t){text.at + text.size - size, size}, end);
}

__attribute__((export_name("step"))) int32_t step(void) {
  if (!asked) {
    int32_t answer = begin();
    if (answer == DONE) return DONE;
  }
  if (molt_db_host_poll() != MOLT_DB_STATUS_ACCEPTED) return say("503 Service Unavailable", "no database\n");
  uint32_t size = take_frame(frame, sizeof frame);
  if (size == 0) return stream_ended() ? say("502 Bad Gateway", "no answer\n") : WORKING;
  header_t header = read_header(frame, size);
  if (!is(header.status, "ok")) return respond("500 Internal Server Error", "text/plain;charset=utf-8", header.error.at, header.error.size);
  if (changes) return say("201 Created", "stored\n");
  if (ends_with(header.payload, "\"rows\":[]}")) return say("404 Not Found", "nothing sold\n");
  return respond("200 OK", "application/json", header.payload.at, header.payload.size);
}
