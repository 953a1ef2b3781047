#ifndef CTORCH_OPTIMIZERS_H
#define CTORCH_OPTIMIZERS_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// One step in place over parameters and gradients; `velocities` are as many tensors (zero at first), or none
/// without momentum.
CTorchStatus ctorch_sgd_step(CTorchTensors parameters, CTorchTensors gradients, CTorchTensors velocities, double rate,
                             double momentum, double decay, bool nesterov);

typedef struct {
  double rate, beta1, beta2, epsilon, decay;
  /// Decay apart from the gradient (AdamW) instead of added to it (Adam).
  bool decoupled;
} CTorchAdam;
/// One step in place; `steps` are one-element float tensors that count the steps, one a parameter.
CTorchStatus ctorch_adam_step(CTorchTensors parameters, CTorchTensors gradients, CTorchTensors means,
                              CTorchTensors variances, CTorchTensors steps, CTorchAdam options);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
