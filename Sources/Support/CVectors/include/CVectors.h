#pragma once
#include <stddef.h>
#include <stdint.h>

/// Inner products of `count` rows of `width` bytes with one vector of 16-bit numbers, which must be small enough for their sums.
/// Uses the processor's own instructions where there are some; every way gives the same numbers.
void dogbreed_inner_products(const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products);

/// The same without such instructions, so that both ways can be checked against each other.
void dogbreed_inner_products_plain(
    const int8_t *rows, size_t count, size_t width, const int16_t *vector, int32_t *products);

/// The sum of all words: what reading memory takes, with as little else as can be.
uint64_t dogbreed_sum(const uint64_t *words, size_t count);
