#ifndef CTORCH_DEVICES_H
#define CTORCH_DEVICES_H

#include "Types.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The CUDA devices there are; 0 where the library or the driver is missing.
CTorchStatus ctorch_cuda_count(int32_t *out);
CTorchStatus ctorch_mps_available(bool *out);
/// The threads that one operation may use.
CTorchStatus ctorch_set_threads(int32_t count);
CTorchStatus ctorch_threads(int32_t *out);
/// libtorch's version; static storage.
const char *ctorch_version(void);

/// How many threads a thread's operations could use before they were confined to it.
typedef struct {
  int32_t matrix_threads;
  int32_t loop_threads;
} CTorchConfinement;
/// Confines the operations that the calling thread begins to that thread, until `ctorch_unconfine` with what was given.
CTorchStatus ctorch_confine(CTorchConfinement *before);
CTorchStatus ctorch_unconfine(CTorchConfinement before);

/// Returns cached memory, here or in the C library, to the system.
CTorchStatus ctorch_give_back_memory(void);

/// Makes all threads allocate from one heap, where the C library would give each its own; to be called first of all.
CTorchStatus ctorch_share_memory(void);

/// Makes large blocks of tensors on the CPU wait for the next tensor of their size once they are given back, and
/// refuses with CTORCH_OUT_OF_MEMORY those that don't fit into memory.
CTorchStatus ctorch_keep_blocks(void);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
