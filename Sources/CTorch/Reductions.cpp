#include <ATen/core/Reduction.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/nll_loss.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/topk.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_sum(CTorchTensor source, CTorchInts dimensions, bool keep, CTorchTensor *out) {
  return result(out, [&] { return at::sum(tensor(source), ints(dimensions), keep); });
}

CTorchStatus ctorch_mean(CTorchTensor source, CTorchInts dimensions, bool keep, CTorchTensor *out) {
  return result(out, [&] { return at::mean(tensor(source), ints(dimensions), keep); });
}

CTorchStatus ctorch_maximum(CTorchTensor source, CTorchInts dimensions, bool keep, CTorchTensor *out) {
  return result(out, [&] { return at::amax(tensor(source), ints(dimensions), keep); });
}

CTorchStatus ctorch_argmax(CTorchTensor source, int64_t dimension, bool keep, CTorchTensor *out) {
  return result(out, [&] { return at::argmax(tensor(source), dimension, keep); });
}

CTorchStatus ctorch_topk(CTorchTensor source, int64_t count, int64_t dimension, CTorchTensor *values,
                         CTorchTensor *indices) {
  return guarded([&] {
    auto [largest, places] = at::topk(tensor(source), count, dimension);
    *values = owned(largest);
    *indices = owned(places);
  });
}

CTorchStatus ctorch_logsumexp(CTorchTensor source, CTorchInts dimensions, bool keep, CTorchTensor *out) {
  return result(out, [&] { return at::logsumexp(tensor(source), ints(dimensions), keep); });
}

CTorchStatus ctorch_softmax(CTorchTensor source, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return at::softmax(tensor(source), dimension); });
}

CTorchStatus ctorch_log_softmax(CTorchTensor source, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return at::log_softmax(tensor(source), dimension); });
}

CTorchStatus ctorch_cross_entropy(CTorchTensor logits, CTorchTensor targets, CTorchTensor weights, double smoothing,
                                  CTorchTensor *out) {
  return result(out, [&] {
    return at::cross_entropy_loss(tensor(logits), tensor(targets), optional(weights), at::Reduction::Mean, -100,
                                  smoothing);
  });
}

CTorchStatus ctorch_nll(CTorchTensor log_probabilities, CTorchTensor targets, CTorchTensor *out) {
  return result(out, [&] { return at::nll_loss(tensor(log_probabilities), tensor(targets)); });
}
