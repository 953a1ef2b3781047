#include "Room.hpp"

#include <algorithm>
#include <limits>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>
#endif

namespace {

constexpr uint64_t unlimited = std::numeric_limits<uint64_t>::max();

#ifdef __linux__

uint64_t less(uint64_t whole, uint64_t part) { return whole > part ? whole - part : 0; }

/// The number that a file holds alone; nothing for `max` or where there is no such file.
std::optional<uint64_t> number(const std::string &path) {
  uint64_t value = 0;
  if (std::ifstream(path) >> value) return value;
  return std::nullopt;
}

/// The number after a name in a file of names and numbers.
std::optional<uint64_t> number(const std::string &path, const std::string &name) {
  std::ifstream file(path);
  std::string word;
  for (uint64_t value = 0; file >> word >> value; file.ignore(unlimited >> 1, '\n')) {
    if (word == name) return value;
  }
  return std::nullopt;
}

uint64_t on_machine() {
  const auto kilobytes = number("/proc/meminfo", "MemAvailable:");
  return kilobytes ? *kilobytes * 1024 : unlimited;
}

uint64_t in_address_space() {
  rlimit limit{};
  const auto pages = number("/proc/self/statm");
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || !pages) return unlimited;
  return less(limit.rlim_cur, *pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
}

/// What a control group and the groups around it leave: pages of files are not counted, since they can be dropped.
uint64_t in_group(const std::string &root, std::string place, const char *limit, const char *taken) {
  uint64_t least = unlimited;
  while (true) {
    const auto folder = root + place;
    if (const auto most = number(folder + "/" + limit)) {
      least = std::min(least, less(*most, number(folder + "/memory.stat", taken).value_or(0)));
    }
    if (place.empty()) return least;
    place.erase(place.rfind('/'));
  }
}

uint64_t in_groups() {
  std::ifstream groups("/proc/self/cgroup");
  uint64_t least = unlimited;
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    auto place = line.substr(second + 1);
    if (place == "/" || place.rfind('/', 0) != 0) place.clear();
    if (controllers == ",,") {
      least = std::min(least, in_group("/sys/fs/cgroup", place, "memory.max", "anon"));
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, in_group("/sys/fs/cgroup/memory", place, "memory.limit_in_bytes", "total_rss"));
    }
  }
  return least;
}

#endif

}  // namespace

uint64_t ctorch::room() noexcept {
#ifdef __linux__
  try {
    return std::min({on_machine(), in_address_space(), in_groups()});
  } catch (...) {
    return unlimited;
  }
#else
  return unlimited;
#endif
}
