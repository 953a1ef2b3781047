#ifndef CTORCH_LAYERS_H
#define CTORCH_LAYERS_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Input [N, C, H, W], weight [O, C/groups, kh, kw], bias [O] or no tensor; lists of two: height, width.
CTorchStatus ctorch_conv2d(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchInts stride,
                           CTorchInts padding, CTorchInts dilation, int64_t groups, CTorchTensor *out);
/// input [N, I], weight [O, I], bias [O] or no tensor.
CTorchStatus ctorch_linear(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchTensor *out);
/// Normalises over all but dimension 1; training uses the batch's statistics and moves the running ones in place.
CTorchStatus ctorch_batch_norm(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchTensor running_mean,
                               CTorchTensor running_variance, bool training, double momentum, double epsilon,
                               CTorchTensor *out);
/// Normalises over the last dimensions, whose sizes are given.
CTorchStatus ctorch_layer_norm(CTorchTensor input, CTorchInts sizes, CTorchTensor weight, CTorchTensor bias,
                               double epsilon, CTorchTensor *out);
CTorchStatus ctorch_max_pool2d(CTorchTensor input, CTorchInts kernel, CTorchInts stride, CTorchInts padding,
                               CTorchTensor *out);
CTorchStatus ctorch_average_pool2d(CTorchTensor input, CTorchInts kernel, CTorchInts stride, CTorchInts padding,
                                   bool count_padding, CTorchTensor *out);
CTorchStatus ctorch_adaptive_average_pool2d(CTorchTensor input, CTorchInts size, CTorchTensor *out);
/// Bilinear resize of [N, C, H, W] to `size`, half-pixel centres.
CTorchStatus ctorch_resize_bilinear(CTorchTensor input, CTorchInts size, CTorchTensor *out);
/// softmax(query · keyᵀ / √d) · value over [N, heads, tokens, d].
CTorchStatus ctorch_attention(CTorchTensor query, CTorchTensor key, CTorchTensor value, CTorchTensor *out);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
