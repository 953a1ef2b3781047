#include <ATen/core/grad_mode.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_set_requires_grad(CTorchTensor source, bool required) {
  return guarded([&] { changed(source).requires_grad_(required); });
}

CTorchStatus ctorch_requires_grad(CTorchTensor source, bool *out) {
  return guarded([&] { *out = tensor(source).requires_grad(); });
}

CTorchStatus ctorch_detach(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).detach(); });
}

CTorchStatus ctorch_backward(CTorchTensor scalar) {
  return guarded([&] { tensor(scalar).backward(); });
}

CTorchStatus ctorch_grad(CTorchTensor source, CTorchTensor *out) {
  return guarded([&] {
    auto gradient = tensor(source).grad();
    *out = gradient.defined() ? owned(gradient) : CTorchTensor{nullptr};
  });
}

CTorchStatus ctorch_clear_grad(CTorchTensor source) {
  return guarded([&] { changed(source).mutable_grad().reset(); });
}

CTorchStatus ctorch_set_recording(bool recording, bool *was) {
  return guarded([&] {
    *was = at::GradMode::is_enabled();
    at::GradMode::set_enabled(recording);
  });
}
