#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/matmul.h>

#include <string>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_matmul(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::matmul(tensor(left), tensor(right)); });
}

/// oneDNN's product with the transpose of `weight` [n, k]; nothing where this libtorch was built without it.
static std::optional<at::Tensor> linear(const at::Tensor &input, const at::Tensor &weight) {
  static const auto operation = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
  if (!operation) return std::nullopt;
  torch::jit::Stack stack{
      input, weight, c10::IValue(), std::string("none"), c10::List<std::optional<at::Scalar>>(), std::string()};
  operation->callBoxed(stack);
  return stack.front().toTensor();
}

CTorchStatus ctorch_product(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] {
    const auto &a = tensor(left), &b = tensor(right);
    at::NoGradGuard ungraded;
    if (a.dim() == 2 && b.dim() == 2 && a.size(1) == b.size(0) && a.numel() > 0 && b.numel() > 0 &&
        a.scalar_type() == at::kFloat && b.scalar_type() == at::kFloat && a.is_cpu() && b.is_cpu()) {
      if (auto product = linear(a, b.t())) return *product;
    }
    return at::matmul(a, b);
  });
}

CTorchStatus ctorch_dot(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] {
    TORCH_CHECK(tensor(left).sizes() == tensor(right).sizes(), "shapes ", tensor(left).sizes(), " and ",
                tensor(right).sizes(), " differ");
    return at::dot(tensor(left).reshape(-1), tensor(right).reshape(-1));
  });
}

CTorchStatus ctorch_addmm(CTorchTensor term, CTorchTensor left, CTorchTensor right, double beta, double alpha,
                          CTorchTensor *out) {
  return result(out, [&] { return at::addmm(tensor(term), tensor(left), tensor(right), beta, alpha); });
}
