/** What a guest saw: numbers and bytes that the test reads when a group of calls is over. */
#pragma once
#include "demo.h"

/** Exported under its own name; the test calls it. */
#define RUN(name) __attribute__((export_name(#name)))
/** Bytes of a string literal, without the closing zero. */
#define TEXT(literal) (literal), (uint32_t)(sizeof(literal) - 1)
#define BYTES(...) ((const uint8_t[]){__VA_ARGS__}), (uint32_t)sizeof((const uint8_t[]){__VA_ARGS__})

/** Starts the notes of a group anew. */
void begin(void);
/** Where the notes end; a group returns it. */
uint32_t end(void);
void note(int64_t value);
void note_float(double value);
void note_bytes(const void *data, uint32_t size);
