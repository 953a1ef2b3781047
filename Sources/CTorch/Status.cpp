#include <string>

#include "Guard.hpp"

namespace {
thread_local std::string last_message;
}

CTorchStatus ctorch::fail(CTorchStatus status, const char *message) noexcept {
  try {
    last_message = message;
  } catch (...) {
    last_message.clear();
  }
  return status;
}

const char *ctorch_message(void) { return last_message.c_str(); }
