#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>

#include "Guard.hpp"

using namespace ctorch;

CTorchStatus ctorch_sgd_step(CTorchTensors parameters, CTorchTensors gradients, CTorchTensors velocities, double rate,
                             double momentum, double decay, bool nesterov) {
  return guarded([&] {
    at::NoGradGuard unrecorded;
    at::_fused_sgd_(tensors(parameters), tensors(gradients), tensors(velocities), decay, momentum, rate, 0, nesterov,
                    false, false);
  });
}

CTorchStatus ctorch_adam_step(CTorchTensors parameters, CTorchTensors gradients, CTorchTensors means,
                              CTorchTensors variances, CTorchTensors steps, CTorchAdam options) {
  return guarded([&] {
    at::NoGradGuard unrecorded;
    auto counts = tensors(steps);
    // The fused kernels read the number of the step they make.
    for (auto &count : counts) count.add_(1);
    auto all = tensors(parameters), slopes = tensors(gradients), first = tensors(means), second = tensors(variances);
    if (options.decoupled) {
      at::_fused_adamw_(all, slopes, first, second, {}, counts, options.rate, options.beta1, options.beta2,
                        options.decay, options.epsilon, false, false);
    } else {
      at::_fused_adam_(all, slopes, first, second, {}, counts, options.rate, options.beta1, options.beta2,
                       options.decay, options.epsilon, false, false);
    }
  });
}
