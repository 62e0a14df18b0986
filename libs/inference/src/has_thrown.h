#pragma once

#include <chrono>
#include <future>

namespace earmark::inference {

/// Whether a future's work has ended by now, and in an exception. Thread-safe.
template <typename T>
[[nodiscard]] bool has_thrown(const std::shared_future<T>& future) {
  if (future.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    return false;
  }
  try {
    (void)future.get();
    return false;
  } catch (...) {
    return true;
  }
}

}  // namespace earmark::inference
