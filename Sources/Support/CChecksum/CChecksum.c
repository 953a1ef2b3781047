#include "CChecksum.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_CRC32
#define HWCAP_CRC32 (1 << 7)
#endif
#endif
#endif

static uint32_t tables[8][256];
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static void fill(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) ? 0x82F63B78u : 0);
    tables[0][i] = value;
  }
  for (uint32_t i = 0; i < 256; i++) {
    for (int k = 1; k < 8; k++) tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 255];
  }
}

uint32_t dogbreed_crc32c_tables(uint32_t crc, const void *bytes, size_t count) {
  pthread_once(&filled, fill);
  const unsigned char *p = bytes;
  uint32_t c = ~crc;
  while (count >= 8) {
    uint32_t low = c ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
    c = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24]
        ^ tables[3][p[4]] ^ tables[2][p[5]] ^ tables[1][p[6]] ^ tables[0][p[7]];
    p += 8;
    count -= 8;
  }
  while (count-- > 0) c = (c >> 8) ^ tables[0][(c ^ *p++) & 255];
  return ~c;
}

#if defined(__x86_64__)
#define HAS_INSTRUCTION 1
static int instruction(void) { return __builtin_cpu_supports("sse4.2"); }

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *p = bytes;
  uint64_t c = ~crc;
  for (; count >= 8; p += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    c = _mm_crc32_u64(c, word);
  }
  for (; count > 0; p++, count--) c = _mm_crc32_u8((uint32_t)c, *p);
  return ~(uint32_t)c;
}
#elif defined(__aarch64__)
#define HAS_INSTRUCTION 1
static int instruction(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
#else
  return 1;  // every 64-bit Mac has it
#endif
}

__attribute__((target("crc"))) static uint32_t by_instruction(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *p = bytes;
  uint32_t c = ~crc;
  for (; count >= 8; p += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    c = __crc32cd(c, word);
  }
  for (; count > 0; p++, count--) c = __crc32cb(c, *p);
  return ~c;
}
#endif

uint32_t dogbreed_crc32c(uint32_t crc, const void *bytes, size_t count) {
#ifdef HAS_INSTRUCTION
  if (instruction()) return by_instruction(crc, bytes, count);
#endif
  return dogbreed_crc32c_tables(crc, bytes, count);
}
