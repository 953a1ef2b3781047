// What the .cpp files share: handles to tensors and back, and the one place where exceptions end.
#pragma once

#if !__has_include(<ATen/core/Tensor.h>)
#error "libtorch's headers were not found: run script/bootstrap, or set LIBTORCH to libtorch's root folder."
#endif

#include <ATen/core/Tensor.h>

#include <new>
#include <optional>
#include <vector>

#include "CTorch.h"

namespace ctorch {

/// Keeps the message for `ctorch_message`.
CTorchStatus fail(CTorchStatus status, const char *message) noexcept;

/// Runs a body and turns whatever it throws into a status.
template <typename Body>
CTorchStatus guarded(Body &&body) noexcept {
  try {
    body();
    return CTORCH_OK;
  } catch (const c10::OutOfMemoryError &error) {
    return fail(CTORCH_OUT_OF_MEMORY, error.what_without_backtrace());
  } catch (const c10::Error &error) {
    return fail(CTORCH_FAILED, error.what_without_backtrace());
  } catch (const std::bad_alloc &) {
    return fail(CTORCH_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception &error) {
    return fail(CTORCH_FAILED, error.what());
  } catch (...) {
    return fail(CTORCH_FAILED, "an unknown error in libtorch");
  }
}

inline const at::Tensor &tensor(CTorchTensor handle) {
  TORCH_CHECK(handle.pointer != nullptr, "a tensor is missing");
  return *static_cast<const at::Tensor *>(handle.pointer);
}

/// In-place operations change the numbers, not the handle.
inline at::Tensor &changed(CTorchTensor handle) {
  TORCH_CHECK(handle.pointer != nullptr, "a tensor is missing");
  return *static_cast<at::Tensor *>(handle.pointer);
}

inline std::optional<at::Tensor> optional(CTorchTensor handle) {
  if (handle.pointer == nullptr) return std::nullopt;
  return tensor(handle);
}

/// A new reference, which the caller owns.
inline CTorchTensor owned(at::Tensor value) { return {new at::Tensor(std::move(value))}; }

inline at::IntArrayRef ints(CTorchInts list) { return {list.values, list.count}; }

inline std::vector<at::Tensor> tensors(CTorchTensors list) {
  std::vector<at::Tensor> all;
  all.reserve(list.count);
  for (size_t i = 0; i < list.count; ++i) all.push_back(tensor(list.values[i]));
  return all;
}

at::ScalarType scalar_type(CTorchType type);
at::Device device(CTorchDevice device);

/// Runs a body that returns a tensor and hands out its reference.
template <typename Body>
CTorchStatus result(CTorchTensor *out, Body &&body) noexcept {
  return guarded([&] { *out = owned(body()); });
}

}  // namespace ctorch
