#ifndef CTORCH_LINEARALGEBRA_H
#define CTORCH_LINEARALGEBRA_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The matrix product, batched where the inputs have more than 2 dimensions.
CTorchStatus ctorch_matmul(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// beta * term + alpha * left · right.
CTorchStatus ctorch_addmm(CTorchTensor term, CTorchTensor left, CTorchTensor right, double beta, double alpha,
                          CTorchTensor *out);
/// The eigenvalues, ascending, and the eigenvectors (columns) of a symmetric matrix.
CTorchStatus ctorch_eigh(CTorchTensor matrix, CTorchTensor *values, CTorchTensor *vectors);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
