#ifndef CTORCH_SHAPES_H
#define CTORCH_SHAPES_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Views share memory with their source wherever libtorch can.
CTorchStatus ctorch_reshape(CTorchTensor tensor, CTorchInts shape, CTorchTensor *out);
CTorchStatus ctorch_expand(CTorchTensor tensor, CTorchInts shape, CTorchTensor *out);
CTorchStatus ctorch_permute(CTorchTensor tensor, CTorchInts order, CTorchTensor *out);
CTorchStatus ctorch_transpose(CTorchTensor tensor, int64_t first, int64_t second, CTorchTensor *out);
CTorchStatus ctorch_unsqueeze(CTorchTensor tensor, int64_t dimension, CTorchTensor *out);
CTorchStatus ctorch_squeeze(CTorchTensor tensor, int64_t dimension, CTorchTensor *out);
CTorchStatus ctorch_narrow(CTorchTensor tensor, int64_t dimension, int64_t start, int64_t length, CTorchTensor *out);
CTorchStatus ctorch_select(CTorchTensor tensor, int64_t dimension, int64_t index, CTorchTensor *out);
/// The slices of a dimension that `indices` (int64, one dimension) names, in that order.
CTorchStatus ctorch_index_select(CTorchTensor tensor, int64_t dimension, CTorchTensor indices, CTorchTensor *out);
CTorchStatus ctorch_gather(CTorchTensor tensor, int64_t dimension, CTorchTensor indices, CTorchTensor *out);
CTorchStatus ctorch_flip(CTorchTensor tensor, CTorchInts dimensions, CTorchTensor *out);
CTorchStatus ctorch_cat(CTorchTensors tensors, int64_t dimension, CTorchTensor *out);
CTorchStatus ctorch_stack(CTorchTensors tensors, int64_t dimension, CTorchTensor *out);
/// Pads with a value; `amounts` are (before, after) pairs from the last dimension backwards.
CTorchStatus ctorch_pad(CTorchTensor tensor, CTorchInts amounts, double value, CTorchTensor *out);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
