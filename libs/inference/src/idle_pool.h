#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace earmark::inference {

/// Things that one call at a time may use, kept for the next call. Thread-safe.
template <typename T>
class IdlePool {
 public:
  /// One that is idle, or else what make() gives.
  template <typename Make>
  [[nodiscard]] T borrow(const Make& make) {
    {
      const std::lock_guard lock{mutex_};
      if (!idle_.empty()) {
        T thing = std::move(idle_.back());
        idle_.pop_back();
        return thing;
      }
    }
    return make();
  }

  void give_back(T thing) {
    const std::lock_guard lock{mutex_};
    idle_.push_back(std::move(thing));
  }

 private:
  std::mutex mutex_;
  std::vector<T> idle_;
};

}  // namespace earmark::inference
