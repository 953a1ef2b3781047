#include <ATen/ops/addmm.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/matmul.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_matmul(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::matmul(tensor(left), tensor(right)); });
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
