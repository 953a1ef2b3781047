// Large blocks of memory, kept from one tensor to the next.
#pragma once

#include <c10/core/CPUAllocator.h>

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ctorch {

/// Memory for tensors on the CPU: large blocks that are given back wait for the next tensor of about their size.
///
/// The C library maps each of them again, and the system clears every page of it: a seventh of a step's time for a
/// ResNet-50. What waits is bounded: with what is in use it never passes the most that was in use at once by more than
/// a quarter. A block that the system has no room for is refused with `c10::OutOfMemoryError` rather than granted and
/// paid for with the process's life.
class BlockCache final : public c10::Allocator {
 public:
  /// The one of this process, which libtorch allocates from once `install` was called; never freed.
  static BlockCache &shared();
  /// Makes libtorch take its tensors' memory from here.
  void install();
  /// Returns all cached blocks to the system.
  void drop();

  c10::DataPtr allocate(size_t count) override;
  /// oneDNN asks for bare memory too, so one function frees blocks of all sizes.
  c10::DeleterFnPtr raw_deleter() const override { return &free; }
  void copy_data(void *to, const void *from, size_t count) const override { default_copy_data(to, from, count); }

 private:
  struct Block {
    void *start;
    size_t size;
  };

  void *take(size_t size);
  static void free(void *start);
  bool give(void *start) noexcept;
  void *waiting(size_t size);
  void *mapped(size_t size);
  void drop_until(size_t most) noexcept;

  std::mutex mutex_;
  /// In the order in which they were given back.
  std::vector<Block> waiting_;
  std::unordered_map<void *, size_t> used_;
  size_t bytes_waiting_ = 0;
  size_t bytes_used_ = 0;
  size_t most_used_ = 0;
};

}  // namespace ctorch
