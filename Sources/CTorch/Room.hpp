// How much more memory this process may take.
#pragma once

#include <cstdint>

namespace ctorch {

/// Bytes that can still be taken before the system refuses or kills: the least of what the machine has to spare, what
/// the control groups allow (proc(5), cgroups(7)) and what the limit of the address space leaves; the greatest number
/// where nothing can be told.
uint64_t room() noexcept;

}  // namespace ctorch
