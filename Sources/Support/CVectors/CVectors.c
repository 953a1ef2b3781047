#include "CVectors.h"

// One loop, which the compiler turns into what each target has.
static inline __attribute__((always_inline)) void products_of(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  for (size_t row = 0; row < count; row++) {
    const int8_t *values = rows + row * width;
    int32_t sum = 0;
    for (size_t i = 0; i < width; i++) sum += (int32_t)values[i] * (int32_t)vector[i];
    products[row] = sum;
  }
}

static inline __attribute__((always_inline)) uint64_t sum_of(const uint64_t *words, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += words[i];
  return sum;
}

void dogbreed_inner_products_plain(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  products_of(rows, count, width, vector, products);
}

#if defined(__x86_64__)
#define WIDE "avx2"
#define WIDEST "avx512bw,avx512vl,avx512vnni"

__attribute__((target(WIDE))) static void wide(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  products_of(rows, count, width, vector, products);
}

__attribute__((target(WIDEST))) static void widest(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  products_of(rows, count, width, vector, products);
}

__attribute__((target(WIDE))) static uint64_t wide_sum(const uint64_t *words, size_t count) {
  return sum_of(words, count);
}

void dogbreed_inner_products(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512vnni")) {
    widest(rows, count, width, vector, products);
  } else if (__builtin_cpu_supports("avx2")) {
    wide(rows, count, width, vector, products);
  } else {
    products_of(rows, count, width, vector, products);
  }
}

uint64_t dogbreed_sum(const uint64_t *words, size_t count) {
  return __builtin_cpu_supports("avx2") ? wide_sum(words, count) : sum_of(words, count);
}
#else
void dogbreed_inner_products(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products) {
  products_of(rows, count, width, vector, products);
}

uint64_t dogbreed_sum(const uint64_t *words, size_t count) { return sum_of(words, count); }
#endif
