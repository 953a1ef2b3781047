#ifndef CTORCH_RANDOM_H
#define CTORCH_RANDOM_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A generator of random numbers on a device; `ctorch_generator_release` returns it.
CTorchStatus ctorch_generator(uint64_t seed, CTorchDevice device, CTorchGenerator *out);
void ctorch_generator_release(CTorchGenerator generator);
/// The generator's state as a tensor of bytes on the CPU, and back.
CTorchStatus ctorch_generator_state(CTorchGenerator generator, CTorchTensor *out);
CTorchStatus ctorch_generator_restore(CTorchGenerator generator, CTorchTensor state);
/// Uniform in [0, 1), 32-bit floats, on the generator's device.
CTorchStatus ctorch_uniform(CTorchInts shape, CTorchGenerator generator, CTorchTensor *out);
/// Standard normal, 32-bit floats, on the generator's device.
CTorchStatus ctorch_normal(CTorchInts shape, CTorchGenerator generator, CTorchTensor *out);
/// 0 … count-1 in a random order (int64).
CTorchStatus ctorch_permutation(int64_t count, CTorchGenerator generator, CTorchTensor *out);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
