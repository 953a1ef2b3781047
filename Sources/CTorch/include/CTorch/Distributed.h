#ifndef CTORCH_DISTRIBUTED_H
#define CTORCH_DISTRIBUTED_H

#include "CTorch/Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The processes that train one network together.
typedef struct {
  void *_Nullable pointer;
} CTorchGroup;

/// Averages gradients over a group while backward still runs.
typedef struct {
  void *_Nullable pointer;
} CTorchReducer;

typedef struct {
  /// Where rank 0 listens.
  const char *host;
  uint16_t port;
  int32_t rank;
  int32_t size;
  /// Seconds to wait until all have joined.
  double join_timeout;
  /// Seconds after which a peer that says nothing counts as lost.
  double timeout;
  /// The network interface to be reached by; NULL finds one by the host's name.
  const char *_Nullable interface;
  /// Gloo on the CPU, NCCL on CUDA.
  CTorchDevice device;
} CTorchGroupOptions;

/// Waits until all ranks have joined.
CTorchStatus ctorch_group_join(CTorchGroupOptions options, CTorchGroup *out);
void ctorch_group_release(CTorchGroup group);

/// Replaces each tensor by the sum over all ranks; all ranks call it in the same order.
CTorchStatus ctorch_group_sum(CTorchGroup group, CTorchTensors values);

/// Replaces each tensor by rank `root`'s.
CTorchStatus ctorch_group_broadcast(CTorchGroup group, CTorchTensors values, int32_t root);

/// Sends a tensor in main memory to one rank, which must receive one of the same size and type.
CTorchStatus ctorch_group_send(CTorchGroup group, CTorchTensor value, int32_t to);

/// Replaces a tensor's numbers by those that rank `from` sends.
CTorchStatus ctorch_group_receive(CTorchGroup group, CTorchTensor value, int32_t from);

/// Normalises like `ctorch_batch_norm` in training, by the statistics of all ranks' batches together; all ranks call it in
/// the same order, and their backward passes, too.
CTorchStatus ctorch_synced_batch_norm(CTorchGroup group, CTorchTensor input, CTorchTensor weight, CTorchTensor bias,
                                      CTorchTensor running_mean, CTorchTensor running_variance, double momentum,
                                      double epsilon, CTorchTensor *out);

/// Leaves a word with rank 0 under a key; may be called from any thread.
CTorchStatus ctorch_group_leave_word(CTorchGroup group, const char *key, const char *word);

/// Whether a word was left under a key; its first `capacity` − 1 bytes and a zero are written. May be called from any
/// thread.
CTorchStatus ctorch_group_word(CTorchGroup group, const char *key, char *word, size_t capacity, bool *found);

/// Watches the parameters' gradients from now on.
CTorchStatus ctorch_reducer(CTorchGroup group, CTorchTensors parameters, CTorchReducer *out);

/// Must be called before the backward pass whose gradients are to be averaged; without it they only add up here.
CTorchStatus ctorch_reducer_prepare(CTorchReducer reducer);
void ctorch_reducer_release(CTorchReducer reducer);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
