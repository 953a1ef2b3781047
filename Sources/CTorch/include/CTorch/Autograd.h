#ifndef CTORCH_AUTOGRAD_H
#define CTORCH_AUTOGRAD_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

CTorchStatus ctorch_set_requires_grad(CTorchTensor tensor, bool required);
CTorchStatus ctorch_requires_grad(CTorchTensor tensor, bool *out);
/// Shares the numbers, not the history.
CTorchStatus ctorch_detach(CTorchTensor tensor, CTorchTensor *out);
/// Adds the gradient of a scalar to the `grad` of every leaf that requires one.
CTorchStatus ctorch_backward(CTorchTensor scalar);
/// The accumulated gradient, or no tensor.
CTorchStatus ctorch_grad(CTorchTensor tensor, CTorchTensor *out);
/// Drops the accumulated gradient.
CTorchStatus ctorch_clear_grad(CTorchTensor tensor);
/// Turns the recording of history on this thread on or off, and returns what it was.
CTorchStatus ctorch_set_recording(bool recording, bool *was);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
