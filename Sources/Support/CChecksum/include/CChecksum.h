#pragma once
#include <stddef.h>
#include <stdint.h>

/// Continues a CRC32C (Castagnoli, reflected 0x82F63B78, RFC 3720 B.4) over `count` bytes; begin with 0.
/// Uses the processor's own instruction where there is one, and eight tables otherwise.
uint32_t dogbreed_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by tables alone, so that both ways can be checked against each other.
uint32_t dogbreed_crc32c_tables(uint32_t crc, const void *bytes, size_t count);
