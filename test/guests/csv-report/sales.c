#include "sales.h"
#include "arrow.h"

static uint8_t request[1024], frame[16384];
static char complaint[256];

/** The next frame of the reply. This host answers while it is polled, so a reply that does not come never will. */
static uint32_t next_frame(void) {
  for (int polls = 0; polls < 100; polls++) {
    uint32_t size = take_frame(frame, sizeof frame);
    if (size || stream_ended()) return size;
    if (molt_db_host_poll() != MOLT_DB_STATUS_ACCEPTED) break;
  }
  return 0;
}

static const char *denied(molt_db_status_t status) { return status == MOLT_DB_STATUS_DENIED ? "the database is denied" : "no database"; }

/** Sees that a reply begins well. */
static const char *check_header(void) {
  header_t header = read_header(frame, next_frame());
  if (is(header.status, "ok")) return 0;
  uint32_t size = header.error.size < sizeof complaint - 1 ? header.error.size : sizeof complaint - 1;
  for (uint32_t i = 0; i < size; i++) complaint[i] = (char)header.error.at[i];
  complaint[size] = 0;
  while (next_frame()) {}
  return complaint;
}

/** Runs a statement that changes the database; with two values if there is an item. */
static const char *run(const char *sql, slice_t item, int64_t cents) {
  writer_t w = {request};
  uint64_t stream = 0;
  if (item.size > 512) return "an item with a name so long";
  write_map(&w, item.at ? 3 : 2);
  write_text(&w, "sql");
  write_text(&w, sql);
  write_text(&w, "allow_write");
  write_bool(&w, true);
  if (item.at) {
    write_text(&w, "params");
    write_map(&w, 2);
    write_text(&w, "mode");
    write_text(&w, "positional");
    write_text(&w, "values");
    write_array(&w, 2);
    write_str(&w, item);
    write_i64(&w, cents);
  }
  molt_db_status_t status = molt_db_exec_host((uintptr_t)request, (uint64_t)(w.at - request), (uintptr_t)&stream, MOLT_CANCEL_TOKEN_NONE);
  if (status != MOLT_DB_STATUS_ACCEPTED) return denied(status);
  const char *error = check_header();
  if (!error && next_frame()) __builtin_trap();
  return error;
}

const char *sales_create(void) { return run("CREATE TABLE sale (item TEXT NOT NULL, cents INTEGER NOT NULL)", (slice_t){0, 0}, 0); }

const char *sales_add(slice_t item, int64_t cents) { return run("INSERT INTO sale VALUES (?, ?)", item, cents); }

const char *sales_list(void) {
  writer_t w = {request};
  uint64_t stream = 0;
  write_map(&w, 2);
  write_text(&w, "sql");
  write_text(&w, "SELECT item, cents FROM sale ORDER BY cents DESC, item");
  write_text(&w, "result_format");
  write_text(&w, "arrow_ipc");
  molt_db_status_t status = molt_db_query_host((uintptr_t)request, (uint64_t)(w.at - request), (uintptr_t)&stream, MOLT_CANCEL_TOKEN_NONE);
  return status == MOLT_DB_STATUS_ACCEPTED ? check_header() : denied(status);
}

slice_t sales_next(const char **error) {
  for (uint32_t size; (size = next_frame()) != 0;) {
    uint32_t kind = kind_of((message_t){frame, size});
    if (kind == RECORD_BATCH) return (slice_t){frame, size};
    // The marker of the end; after it the stream itself ends.
    if (kind == 0 && next_frame() == 0) return (slice_t){frame, 0};
  }
  *error = "the list broke off";
  return (slice_t){frame, 0};
}
