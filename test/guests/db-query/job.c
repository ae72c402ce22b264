/**
 * A program that asks a database of its host: it encodes the request, waits for the reply stream, decodes the header and
 * the rows, and leaves a line of text as its answer.
 */
#include "msgpack.h"
#include "streams.h"

#define RUN(name) __attribute__((export_name(#name)))

static uint8_t request[512], frame[16384];
static char line[1024];
static uint32_t line_size;

RUN(answer) uint32_t answer(void) { return (uint32_t)(uintptr_t)line; }

static void put(const uint8_t *text, uint32_t size) {
  for (uint32_t i = 0; i < size && line_size < sizeof line; i++) line[line_size++] = (char)text[i];
}
static void put_text(const char *text) { put((const uint8_t *)text, text_length(text)); }
static void put_number(uint64_t value) {
  if (value > 9) put_number(value / 10);
  put((const uint8_t[]){(uint8_t)('0' + value % 10)}, 1);
}

/** {"sql": sql, "params": {"mode": "positional", "values": [{"value": value}]}, "result_format": format} */
static molt_db_status_t ask(const char *sql, const int64_t *value, const char *format, molt_cancel_token_t token) {
  writer_t w = {request};
  uint64_t stream = 0;
  write_map(&w, value ? 3 : 2);
  write_text(&w, "sql");
  write_text(&w, sql);
  if (value) {
    write_text(&w, "params");
    write_map(&w, 2);
    write_text(&w, "mode");
    write_text(&w, "positional");
    write_text(&w, "values");
    write_array(&w, 1);
    write_map(&w, 1);
    write_text(&w, "value");
    write_i64(&w, *value);
  }
  write_text(&w, "result_format");
  write_text(&w, format);
  line_size = 0;
  molt_db_status_t status = molt_db_query_host((uintptr_t)request, (uint64_t)(w.at - request), (uintptr_t)&stream, token);
  if (status == MOLT_DB_STATUS_ACCEPTED && stream != THE_STREAM) __builtin_trap();
  if (status != MOLT_DB_STATUS_ACCEPTED && stream != 0) __builtin_trap();
  return status;
}

/** The next frame of the reply; polls the host for it, at most 100 times. */
static uint32_t next_frame(void) {
  for (int polls = 0; polls < 100; polls++) {
    uint32_t size = take_frame(frame, sizeof frame);
    if (size || stream_ended()) return size;
    if (molt_db_host_poll() != MOLT_DB_STATUS_ACCEPTED) __builtin_trap();
  }
  __builtin_trap();
}

/** Adds up rows of the JSON {"columns": [...], "rows": [["name", number], ...]}, which come ordered by name. */
static void sum_by_name(slice_t json) {
  const uint8_t *p = json.at, *end = json.at + json.size;
  slice_t name = {0, 0};
  uint64_t sum = 0, total = 0;
  for (; p + 6 < end && !is((slice_t){p, 6}, "\"rows\""); p++) {}
  for (p += 6; p < end; p++) {
    if (*p != '"') continue;
    slice_t found = {++p, 0};
    while (p < end && *p++ != '"') found.size++;
    bool same = name.at && found.size == name.size;
    for (uint32_t i = 0; same && i < name.size; i++) same = found.at[i] == name.at[i];
    if (name.at && !same) {
      put(name.at, name.size);
      put_text(" ");
      put_number(sum);
      put_text(", ");
      sum = 0;
    }
    name = found;
    uint64_t amount = 0;
    for (p++; p < end && *p >= '0' && *p <= '9'; p++) amount = amount * 10 + (*p - '0');
    sum += amount;
    total += amount;
  }
  if (name.at) {
    put(name.at, name.size);
    put_text(" ");
    put_number(sum);
    put_text(", ");
  }
  put_text("total ");
  put_number(total);
}

/** What a customer owes from an amount on. Answers the length of the line, or the negated status. */
RUN(report) int32_t report(int64_t least) {
  static const char sql[] = "SELECT c.name, i.cents FROM customer c JOIN invoice i ON i.customer = c.id WHERE i.cents >= ? ORDER BY c.name, i.cents";
  molt_db_status_t status = ask(sql, &least, "json", MOLT_CANCEL_TOKEN_NONE);
  if (status != MOLT_DB_STATUS_ACCEPTED) return -status;
  header_t header = read_header(frame, next_frame());
  if (!is(header.status, "ok") || !is(header.codec, "json")) __builtin_trap();
  sum_by_name(header.payload);
  if (next_frame() != 0) __builtin_trap();
  return (int32_t)line_size;
}

/** Runs a statement that cannot run; the line is what the host says about it. */
RUN(broken) int32_t broken(void) {
  molt_db_status_t status = ask("SELECT amount FROM nowhere", 0, "json", MOLT_CANCEL_TOKEN_NONE);
  if (status != MOLT_DB_STATUS_ACCEPTED) return -status;
  header_t header = read_header(frame, next_frame());
  put(header.status.at, header.status.size);
  put_text(": ");
  put(header.error.at, header.error.size);
  if (next_frame() != 0) __builtin_trap();
  return (int32_t)line_size;
}

/** Asks for a stream of frames, and loses interest after `patience` of them. The line counts what came. */
RUN(stream) int32_t stream(uint32_t patience) {
  uint64_t token = 41;
  uint32_t frames = 0, bytes = 0;
  cancelled = 0;
  molt_db_status_t status = ask("SELECT id, customer, cents FROM invoice ORDER BY id", 0, "arrow_ipc", token);
  if (status != MOLT_DB_STATUS_ACCEPTED) return -status;
  header_t header = read_header(frame, next_frame());
  put(header.status.at, header.status.size);
  for (uint32_t size; (size = next_frame()) != 0; bytes += size)
    if (++frames == patience) cancelled = token;
  put_text(", frames ");
  put_number(frames);
  put_text(", bytes ");
  put_number(bytes);
  if (refusals) put_text(", waited");
  return (int32_t)line_size;
}

/** A poll when nothing is asked for. */
RUN(poll) int32_t poll(void) { return molt_db_host_poll(); }
