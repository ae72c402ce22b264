#include "notes.h"

/** Each note: u32 kind (0 integer, 1 bytes, 2 float), u32 size, then the bytes, padded to 8. */
static _Alignas(8) uint8_t notes[16384];
static uint32_t used;

RUN(notes_base) uint32_t notes_base(void) { return (uint32_t)(uintptr_t)notes; }
void begin(void) { used = 0; }
uint32_t end(void) { return notes_base() + used; }

static void entry(uint32_t kind, const void *data, uint32_t size) {
  if (used + 16 + size > sizeof notes) __builtin_trap();
  *(uint32_t *)(notes + used) = kind;
  *(uint32_t *)(notes + used + 4) = size;
  for (uint32_t i = 0; i < size; i++) notes[used + 8 + i] = ((const uint8_t *)data)[i];
  used += 8 + ((size + 7) & ~7u);
}

void note(int64_t value) { entry(0, &value, 8); }
void note_float(double value) { entry(2, &value, 8); }
void note_bytes(const void *data, uint32_t size) { entry(1, data, size); }

/** The compiler calls these for initialisers and copies of structures. */
void *memcpy(void *to, const void *from, size_t size) {
  for (size_t i = 0; i < size; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}
void *memset(void *to, int byte, size_t size) {
  for (size_t i = 0; i < size; i++) ((volatile uint8_t *)to)[i] = (uint8_t)byte;
  return to;
}
