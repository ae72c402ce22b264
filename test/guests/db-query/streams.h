/** The reply stream of a guest: the exports that the host feeds, and what the program reads. */
#pragma once
#include "molt.h"

/** Values of the guest in 64 bits; for the host they are opaque. */
#define THE_STREAM UINT64_C(0x7ffc000000001000)
#define PENDING UINT64_C(0x7ffb000000000000)
#define BOXED_INT UINT64_C(0x7ff9000000000000)
#define BOXED_TRUE UINT64_C(0x7ffa000000000001)
#define BOXED_FALSE UINT64_C(0x7ffa000000000000)

/** How often the host had to wait because the guest took no more. */
extern uint32_t refusals;
/** The token whose request is cancelled; 0 for none. */
extern uint64_t cancelled;

/** Whether the host has closed the stream and every frame was read. */
bool stream_ended(void);
/** Moves the oldest frame out of the stream and answers its size; 0 if there is none. */
uint32_t take_frame(uint8_t *to, uint32_t room);
