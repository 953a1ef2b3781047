#ifndef CTORCH_LINEARALGEBRA_H
#define CTORCH_LINEARALGEBRA_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The matrix product, batched where the inputs have more than 2 dimensions.
CTorchStatus ctorch_matmul(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// The matrix product without a gradient, of float matrices on the CPU by oneDNN where libtorch has it.
CTorchStatus ctorch_product(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// Σ left · right over two tensors of one shape, added up in their own precision.
CTorchStatus ctorch_dot(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// beta * term + alpha * left · right.
CTorchStatus ctorch_addmm(CTorchTensor term, CTorchTensor left, CTorchTensor right, double beta, double alpha,
                          CTorchTensor *out);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
