/** SHA-256 of some bytes: https://doi.org/10.6028/NIST.FIPS.180-4 */
#pragma once
#include <stdint.h>

void sha256(const uint8_t *bytes, uint32_t size, uint8_t digest[32]);
