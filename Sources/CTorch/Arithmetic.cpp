#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/log.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/result_type.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/where.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_add(CTorchTensor left, CTorchTensor right, double factor, CTorchTensor *out) {
  return result(out, [&] {
    // Whole numbers take whole factors only.
    auto whole = !at::isFloatingType(at::result_type(tensor(left), tensor(right)));
    auto alpha = whole ? at::Scalar(static_cast<int64_t>(factor)) : at::Scalar(factor);
    return at::add(tensor(left), tensor(right), alpha);
  });
}

CTorchStatus ctorch_multiply(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::mul(tensor(left), tensor(right)); });
}

CTorchStatus ctorch_divide(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::div(tensor(left), tensor(right)); });
}

CTorchStatus ctorch_scale(CTorchTensor source, double factor, double term, CTorchTensor *out) {
  return result(out, [&] {
    auto scaled = factor == 1 ? tensor(source) : at::mul(tensor(source), factor);
    return term == 0 && factor != 1 ? scaled : at::add(scaled, term);
  });
}

CTorchStatus ctorch_power(CTorchTensor source, double exponent, CTorchTensor *out) {
  return result(out, [&] { return at::pow(tensor(source), exponent); });
}

CTorchStatus ctorch_exp(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::exp(tensor(source)); });
}

CTorchStatus ctorch_log(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::log(tensor(source)); });
}

CTorchStatus ctorch_sqrt(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::sqrt(tensor(source)); });
}

CTorchStatus ctorch_abs(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::abs(tensor(source)); });
}

CTorchStatus ctorch_clamp(CTorchTensor source, double low, double high, CTorchTensor *out) {
  return result(out, [&] { return at::clamp(tensor(source), at::Scalar(low), at::Scalar(high)); });
}

CTorchStatus ctorch_relu(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::relu(tensor(source)); });
}

CTorchStatus ctorch_sigmoid(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::sigmoid(tensor(source)); });
}

CTorchStatus ctorch_tanh(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::tanh(tensor(source)); });
}

CTorchStatus ctorch_silu(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::silu(tensor(source)); });
}

CTorchStatus ctorch_gelu(CTorchTensor source, bool approximate, CTorchTensor *out) {
  return result(out, [&] { return at::gelu(tensor(source), approximate ? "tanh" : "none"); });
}

CTorchStatus ctorch_gelu_derivative(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::gelu_backward(at::ones_like(tensor(source)), tensor(source)); });
}

CTorchStatus ctorch_hardswish(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::hardswish(tensor(source)); });
}

CTorchStatus ctorch_hardsigmoid(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return at::hardsigmoid(tensor(source)); });
}

CTorchStatus ctorch_equal(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::eq(tensor(left), tensor(right)); });
}

CTorchStatus ctorch_greater(CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::gt(tensor(left), tensor(right)); });
}

CTorchStatus ctorch_where(CTorchTensor condition, CTorchTensor left, CTorchTensor right, CTorchTensor *out) {
  return result(out, [&] { return at::where(tensor(condition), tensor(left), tensor(right)); });
}

CTorchStatus ctorch_accumulate(CTorchTensor target, CTorchTensor other, double factor) {
  return guarded([&] { changed(target).add_(tensor(other), factor); });
}

CTorchStatus ctorch_rescale(CTorchTensor target, double factor) {
  return guarded([&] { changed(target).mul_(factor); });
}
