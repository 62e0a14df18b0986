#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "earmark/command_line/console.h"

namespace earmark::cli {

/// Results that come in any order and are printed in the order of the inputs, each as soon as
/// those before it are out. Thread-safe.
class OrderedOutput {
 public:
  struct Entry {
    std::string out;    ///< for standard output
    std::string error;  ///< for standard error; "" where all is well
  };

  explicit OrderedOutput(Console& console) : console_{console} {}

  /// @param i  number of the input, each once
  /// @throws ClosedPipe, IoError  as Console::print
  void put(std::size_t i, Entry entry) {
    const std::lock_guard lock{mutex_};
    waiting_.emplace(i, std::move(entry));
    for (auto next = waiting_.begin(); next != waiting_.end() && next->first == n_printed_;
         next = waiting_.erase(next), ++n_printed_) {
      if (!next->second.error.empty()) {
        print_error(console_, next->second.error);
      }
      if (!next->second.out.empty()) {
        console_.print(next->second.out);
      }
    }
  }

 private:
  Console& console_;
  std::mutex mutex_;
  std::map<std::size_t, Entry> waiting_;
  std::size_t n_printed_ = 0;
};

}  // namespace earmark::cli
