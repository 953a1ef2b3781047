#include <ATen/ops/addmm.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_matmul(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::matmul(tensor(left), tensor(right)); });
}

CTorchStatus ctorch_addmm(CTorchTensor term, CTorchTensor left, CTorchTensor right, double beta, double alpha,
                          CTorchTensor *out) {
  return result(out, [&] { return at::addmm(tensor(term), tensor(left), tensor(right), beta, alpha); });
}

CTorchStatus ctorch_eigh(CTorchTensor matrix, CTorchTensor *values, CTorchTensor *vectors) {
  return guarded([&] {
    auto [found, columns] = at::linalg_eigh(tensor(matrix));
    *values = owned(found);
    *vectors = owned(columns);
  });
}
