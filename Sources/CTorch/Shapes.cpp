#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/stack.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_reshape(CTorchTensor source, CTorchInts shape, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).reshape(ints(shape)); });
}

CTorchStatus ctorch_expand(CTorchTensor source, CTorchInts shape, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).expand(ints(shape)); });
}

CTorchStatus ctorch_permute(CTorchTensor source, CTorchInts order, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).permute(ints(order)); });
}

CTorchStatus ctorch_transpose(CTorchTensor source, int64_t first, int64_t second, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).transpose(first, second); });
}

CTorchStatus ctorch_unsqueeze(CTorchTensor source, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).unsqueeze(dimension); });
}

CTorchStatus ctorch_squeeze(CTorchTensor source, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).squeeze(dimension); });
}

CTorchStatus ctorch_narrow(CTorchTensor source, int64_t dimension, int64_t start, int64_t length, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).narrow(dimension, start, length); });
}

CTorchStatus ctorch_select(CTorchTensor source, int64_t dimension, int64_t index, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).select(dimension, index); });
}

CTorchStatus ctorch_index_select(CTorchTensor source, int64_t dimension, CTorchTensor indices, CTorchTensor *out) {
  return result(out, [&] { return at::index_select(tensor(source), dimension, tensor(indices)); });
}

CTorchStatus ctorch_gather(CTorchTensor source, int64_t dimension, CTorchTensor indices, CTorchTensor *out) {
  return result(out, [&] { return at::gather(tensor(source), dimension, tensor(indices)); });
}

CTorchStatus ctorch_flip(CTorchTensor source, CTorchInts dimensions, CTorchTensor *out) {
  return result(out, [&] { return at::flip(tensor(source), ints(dimensions)); });
}

CTorchStatus ctorch_cat(CTorchTensors list, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return at::cat(tensors(list), dimension); });
}

CTorchStatus ctorch_stack(CTorchTensors list, int64_t dimension, CTorchTensor *out) {
  return result(out, [&] { return at::stack(tensors(list), dimension); });
}

CTorchStatus ctorch_pad(CTorchTensor source, CTorchInts amounts, double value, CTorchTensor *out) {
  return result(out, [&] { return at::constant_pad_nd(tensor(source), ints(amounts), value); });
}
