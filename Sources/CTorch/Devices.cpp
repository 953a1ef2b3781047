#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/util/ParallelGuard.h>
#include <torch/headeronly/version.h>

#include <atomic>
#include <string>
#include <vector>

#include "Guard.hpp"

using namespace ctorch;

// libtorch carries Intel's MKL on x86-64 only; elsewhere the address is null.
extern "C" int MKL_Set_Num_Threads_Local(int count) __attribute__((weak));

namespace {

/// Keeps the operations of the calling thread to that one thread while it lives.
struct SingleThreaded {
  // Inside a parallel region libtorch's own loops don't split further.
  c10::ParallelGuard inside{true};
  int before = MKL_Set_Num_Threads_Local ? MKL_Set_Num_Threads_Local(1) : 0;
  ~SingleThreaded() {
    if (MKL_Set_Num_Threads_Local) MKL_Set_Num_Threads_Local(before);
  }
};

}  // namespace

CTorchStatus ctorch_cuda_count(int32_t *out) {
  return guarded([&] { *out = at::hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : 0; });
}

CTorchStatus ctorch_mps_available(bool *out) {
  return guarded([&] { *out = at::hasMPS(); });
}

CTorchStatus ctorch_set_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

CTorchStatus ctorch_threads(int32_t *out) {
  return guarded([&] { *out = static_cast<int32_t>(at::get_num_threads()); });
}

const char *ctorch_version(void) { return TORCH_VERSION; }

CTorchStatus ctorch_for_each_part(int64_t count, CTorchPart part, void *context) {
  auto status = CTORCH_OK;
  auto outcome = guarded([&] {
    std::vector<CTorchStatus> found(static_cast<size_t>(count), CTORCH_OK);
    std::atomic<bool> stopped = false;
    at::parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
      SingleThreaded single;
      for (auto index = begin; index < end && !stopped; ++index) {
        found[index] = part(context, index);
        if (found[index] != CTORCH_OK) stopped = true;
      }
    });
    for (auto each : found) {
      if (status == CTORCH_OK) status = each;
    }
  });
  return outcome == CTORCH_OK ? status : outcome;
}
