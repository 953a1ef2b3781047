#ifndef CTORCH_CREATE_H
#define CTORCH_CREATE_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A new tensor on the CPU with a copy of `count` bytes; they must be as many as shape and type say.
CTorchStatus ctorch_copy_in(const void *_Nullable bytes, size_t count, CTorchInts shape, CTorchType type,
                            CTorchTensor *out);
/// Copies all elements, row-major, to `bytes`; `count` must be their size in bytes.
CTorchStatus ctorch_copy_out(CTorchTensor tensor, void *_Nullable bytes, size_t count);
/// A new tensor on the CPU whose elements are yet to be written.
CTorchStatus ctorch_empty(CTorchInts shape, CTorchType type, CTorchTensor *out);
/// Where a tensor on the CPU has its elements, row-major, and their size in bytes.
CTorchStatus ctorch_memory(CTorchTensor tensor, void *_Nullable *_Nonnull bytes, size_t *count);
/// A tensor full of one value.
CTorchStatus ctorch_full(CTorchInts shape, double value, CTorchType type, CTorchDevice device, CTorchTensor *out);
/// 0, 1, … count-1.
CTorchStatus ctorch_arange(int64_t count, CTorchType type, CTorchDevice device, CTorchTensor *out);
/// The same numbers in another type or place; the very tensor where nothing changes.
CTorchStatus ctorch_to(CTorchTensor tensor, CTorchType type, CTorchDevice device, CTorchTensor *out);
/// A copy in memory of its own.
CTorchStatus ctorch_clone(CTorchTensor tensor, CTorchTensor *out);
/// The same numbers laid out row-major, or with the channels last (4 dimensions).
CTorchStatus ctorch_contiguous(CTorchTensor tensor, bool channels_last, CTorchTensor *out);
/// Overwrites a tensor's elements with those of another one that broadcasts to its shape.
CTorchStatus ctorch_assign(CTorchTensor tensor, CTorchTensor source);

CTorchStatus ctorch_rank(CTorchTensor tensor, size_t *out);
/// Writes `rank` sizes.
CTorchStatus ctorch_shape(CTorchTensor tensor, int64_t *_Nullable out, size_t rank);
CTorchStatus ctorch_type(CTorchTensor tensor, CTorchType *out);
CTorchStatus ctorch_device(CTorchTensor tensor, CTorchDevice *out);
/// Releases one reference.
void ctorch_release(CTorchTensor tensor);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
