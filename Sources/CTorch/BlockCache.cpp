#include "BlockCache.hpp"

#include <sys/mman.h>

#include <algorithm>

#include "Room.hpp"

using namespace ctorch;

namespace {

/// Smaller blocks are the C library's.
constexpr size_t least = size_t{1} << 20;
/// What sizes are rounded up to.
constexpr size_t grain = size_t{1} << 16;
/// What stays free for everything that isn't a tensor.
constexpr uint64_t margin = uint64_t{128} << 20;

}  // namespace

BlockCache &BlockCache::shared() {
  // Tensors may outlive every static object.
  static auto *cache = new BlockCache();
  return *cache;
}

void BlockCache::install() { c10::SetCPUAllocator(this, 1); }

void BlockCache::drop() {
  const std::lock_guard lock(mutex_);
  drop_until(0);
  most_used_ = bytes_used_;
}

c10::DataPtr BlockCache::allocate(size_t count) {
  if (count < least) {
    auto *start = c10::GetDefaultCPUAllocator()->raw_allocate(count);
    return {start, start, &free, c10::Device(c10::kCPU)};
  }
  TORCH_CHECK_WITH(
      OutOfMemoryError, count <= PTRDIFF_MAX - grain, "no tensor can have ", count, " bytes");
  auto *start = take((count + grain - 1) / grain * grain);
  return {start, start, &free, c10::Device(c10::kCPU)};
}

void BlockCache::free(void *start) {
  // Blocks of our own begin with a page, and few others do.
  if (reinterpret_cast<uintptr_t>(start) % 4096 == 0 && shared().give(start)) return;
  c10::GetDefaultCPUAllocator()->raw_deallocate(start);
}

void *BlockCache::take(size_t size) {
  const std::lock_guard lock(mutex_);
  auto *start = waiting(size);
  if (start == nullptr) start = mapped(size);
  most_used_ = std::max(most_used_, bytes_used_);
  return start;
}

/// The smallest block that waits and is not much too large; null where there is none.
void *BlockCache::waiting(size_t size) {
  auto best = waiting_.end();
  for (auto block = waiting_.begin(); block != waiting_.end(); ++block) {
    if (block->size < size || block->size - size > size / 8) continue;
    if (best == waiting_.end() || block->size <= best->size) best = block;
  }
  if (best == waiting_.end()) return nullptr;
  const auto found = *best;
  used_.emplace(found.start, found.size);
  waiting_.erase(best);
  bytes_waiting_ -= found.size;
  bytes_used_ += found.size;
  return found.start;
}

void *BlockCache::mapped(size_t size) {
  const auto most = std::max(most_used_, bytes_used_ + size);
  const auto bound = most + most / 4;
  drop_until(bound > bytes_used_ + size ? bound - bytes_used_ - size : 0);
  if (room() < size + margin) {
    drop_until(0);
    TORCH_CHECK_WITH(OutOfMemoryError, room() >= size + margin, "no room for ", size, " more bytes of memory");
  }
  auto *start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TORCH_CHECK_WITH(OutOfMemoryError, start != MAP_FAILED, "the system has no ", size, " more bytes of memory");
  used_.emplace(start, size);
  // Giving a block back must not need memory.
  waiting_.reserve(waiting_.size() + used_.size());
  bytes_used_ += size;
  return start;
}

/// Whether this is a block in use, which then waits.
bool BlockCache::give(void *start) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = used_.find(start);
  if (found == used_.end()) return false;
  const Block block{start, found->second};
  used_.erase(found);
  bytes_used_ -= block.size;
  bytes_waiting_ += block.size;
  waiting_.push_back(block);
  return true;
}

/// Drops the blocks that have waited longest until no more than so many bytes wait.
void BlockCache::drop_until(size_t most) noexcept {
  auto block = waiting_.begin();
  for (; block != waiting_.end() && bytes_waiting_ > most; ++block) {
    munmap(block->start, block->size);
    bytes_waiting_ -= block->size;
  }
  waiting_.erase(waiting_.begin(), block);
}
