#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/upsample_bilinear2d.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_conv2d(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchInts stride,
                           CTorchInts padding, CTorchInts dilation, int64_t groups, CTorchTensor *out) {
  return result(out, [&] {
    return at::conv2d(tensor(input), tensor(weight), optional(bias), ints(stride), ints(padding), ints(dilation),
                      groups);
  });
}

CTorchStatus ctorch_linear(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchTensor *out) {
  return result(out, [&] { return at::linear(tensor(input), tensor(weight), optional(bias)); });
}

CTorchStatus ctorch_batch_norm(CTorchTensor input, CTorchTensor weight, CTorchTensor bias, CTorchTensor running_mean,
                               CTorchTensor running_variance, bool training, double momentum, double epsilon,
                               CTorchTensor *out) {
  return result(out, [&] {
    return at::batch_norm(tensor(input), optional(weight), optional(bias), optional(running_mean),
                          optional(running_variance), training, momentum, epsilon, true);
  });
}

CTorchStatus ctorch_layer_norm(CTorchTensor input, CTorchInts sizes, CTorchTensor weight, CTorchTensor bias,
                               double epsilon, CTorchTensor *out) {
  return result(out, [&] {
    return at::layer_norm(tensor(input), ints(sizes), optional(weight), optional(bias), epsilon);
  });
}

CTorchStatus ctorch_max_pool2d(CTorchTensor input, CTorchInts kernel, CTorchInts stride, CTorchInts padding,
                               CTorchTensor *out) {
  return result(out, [&] { return at::max_pool2d(tensor(input), ints(kernel), ints(stride), ints(padding)); });
}

CTorchStatus ctorch_average_pool2d(CTorchTensor input, CTorchInts kernel, CTorchInts stride, CTorchInts padding,
                                   bool count_padding, CTorchTensor *out) {
  return result(out, [&] {
    return at::avg_pool2d(tensor(input), ints(kernel), ints(stride), ints(padding), false, count_padding);
  });
}

CTorchStatus ctorch_adaptive_average_pool2d(CTorchTensor input, CTorchInts size, CTorchTensor *out) {
  return result(out, [&] { return at::adaptive_avg_pool2d(tensor(input), ints(size)); });
}

CTorchStatus ctorch_resize_bilinear(CTorchTensor input, CTorchInts size, CTorchTensor *out) {
  return result(out, [&] { return at::upsample_bilinear2d(tensor(input), ints(size), false); });
}

CTorchStatus ctorch_attention(CTorchTensor query, CTorchTensor key, CTorchTensor value, CTorchTensor *out) {
  return result(out, [&] { return at::scaled_dot_product_attention(tensor(query), tensor(key), tensor(value)); });
}
