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

/// Work on one part; anything but CTORCH_OK stops the parts not begun yet.
typedef CTorchStatus (*CTorchPart)(void *context, int64_t index);
/// Calls `part` for 0 … count-1 on the operation threads, each call confined to one thread with single-threaded
/// operations in it. Gives the status of the lowest failed part.
CTorchStatus ctorch_for_each_part(int64_t count, CTorchPart part, void *context);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
