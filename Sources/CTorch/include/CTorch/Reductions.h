#ifndef CTORCH_REDUCTIONS_H
#define CTORCH_REDUCTIONS_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Reductions go over the dimensions named, or over all where none is.
CTorchStatus ctorch_sum(CTorchTensor tensor, CTorchInts dimensions, bool keep, CTorchTensor *out);
CTorchStatus ctorch_mean(CTorchTensor tensor, CTorchInts dimensions, bool keep, CTorchTensor *out);
CTorchStatus ctorch_maximum(CTorchTensor tensor, CTorchInts dimensions, bool keep, CTorchTensor *out);
CTorchStatus ctorch_argmax(CTorchTensor tensor, int64_t dimension, bool keep, CTorchTensor *out);
/// The largest `count` along a dimension, sorted, and where they are (int64).
CTorchStatus ctorch_topk(CTorchTensor tensor, int64_t count, int64_t dimension, CTorchTensor *values,
                         CTorchTensor *indices);
CTorchStatus ctorch_logsumexp(CTorchTensor tensor, CTorchInts dimensions, bool keep, CTorchTensor *out);
CTorchStatus ctorch_softmax(CTorchTensor tensor, int64_t dimension, CTorchTensor *out);
CTorchStatus ctorch_log_softmax(CTorchTensor tensor, int64_t dimension, CTorchTensor *out);
/// The mean cross-entropy of logits [N, K] against class indices [N] (int64) or probabilities [N, K]; `weights` [K] or
/// nothing.
CTorchStatus ctorch_cross_entropy(CTorchTensor logits, CTorchTensor targets, CTorchTensor weights, double smoothing,
                                  CTorchTensor *out);
/// The mean negative log-likelihood of log-probabilities [N, K] under class indices [N].
CTorchStatus ctorch_nll(CTorchTensor log_probabilities, CTorchTensor targets, CTorchTensor *out);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
