#ifndef CTORCH_ARITHMETIC_H
#define CTORCH_ARITHMETIC_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// left + factor * right, with broadcasting.
CTorchStatus ctorch_add(CTorchTensor left, CTorchTensor right, double factor, CTorchTensor *out);
CTorchStatus ctorch_multiply(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
CTorchStatus ctorch_divide(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// tensor * factor + term.
CTorchStatus ctorch_scale(CTorchTensor tensor, double factor, double term, CTorchTensor *out);
CTorchStatus ctorch_power(CTorchTensor tensor, double exponent, CTorchTensor *out);
CTorchStatus ctorch_exp(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_log(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_sqrt(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_abs(CTorchTensor tensor, CTorchTensor *out);
/// Cut to [low, high].
CTorchStatus ctorch_clamp(CTorchTensor tensor, double low, double high, CTorchTensor *out);
CTorchStatus ctorch_relu(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_sigmoid(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_tanh(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_silu(CTorchTensor tensor, CTorchTensor *out);
/// The Gaussian error unit, by erf or by its tanh approximation.
CTorchStatus ctorch_gelu(CTorchTensor tensor, bool approximate, CTorchTensor *out);
/// The Gaussian error unit's slope at each element, by erf.
CTorchStatus ctorch_gelu_derivative(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_hardswish(CTorchTensor tensor, CTorchTensor *out);
CTorchStatus ctorch_hardsigmoid(CTorchTensor tensor, CTorchTensor *out);
/// Elementwise comparisons give booleans.
CTorchStatus ctorch_equal(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
CTorchStatus ctorch_greater(CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// `left` where the condition holds, else `right`.
CTorchStatus ctorch_where(CTorchTensor condition, CTorchTensor left, CTorchTensor right, CTorchTensor *out);
/// tensor += factor * other, in place.
CTorchStatus ctorch_accumulate(CTorchTensor tensor, CTorchTensor other, double factor);
/// tensor *= factor, in place.
CTorchStatus ctorch_rescale(CTorchTensor tensor, double factor);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
