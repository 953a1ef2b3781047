#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <string>

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include "BlockCache.hpp"
#include "Guard.hpp"

using namespace ctorch;

// libtorch carries Intel's MKL on x86-64 only, and OpenMP not everywhere; elsewhere the addresses are null.
extern "C" int MKL_Set_Num_Threads_Local(int count) __attribute__((weak));
extern "C" int omp_get_max_threads(void) __attribute__((weak));
extern "C" void omp_set_num_threads(int count) __attribute__((weak));

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

CTorchStatus ctorch_confine(CTorchConfinement *before) {
  // Both settings are the calling thread's own.
  before->matrix_threads = MKL_Set_Num_Threads_Local ? MKL_Set_Num_Threads_Local(1) : 0;
  before->loop_threads = omp_get_max_threads ? omp_get_max_threads() : 1;
  if (omp_set_num_threads) omp_set_num_threads(1);
  return CTORCH_OK;
}

CTorchStatus ctorch_unconfine(CTorchConfinement before) {
  if (omp_set_num_threads) omp_set_num_threads(before.loop_threads);
  if (MKL_Set_Num_Threads_Local) MKL_Set_Num_Threads_Local(before.matrix_threads);
  return CTORCH_OK;
}

CTorchStatus ctorch_give_back_memory(void) {
  return guarded([] {
    BlockCache::shared().drop();
#ifdef __GLIBC__
    malloc_trim(0);
#endif
  });
}

CTorchStatus ctorch_share_memory(void) {
#ifdef __GLIBC__
  // Steps go from thread to thread; with a heap for each, every heap would keep a step's worth of free memory.
  mallopt(M_ARENA_MAX, 1);
#endif
  return CTORCH_OK;
}

CTorchStatus ctorch_keep_blocks(void) {
  return guarded([] { BlockCache::shared().install(); });
}
