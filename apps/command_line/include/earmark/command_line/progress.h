#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

#include "earmark/command_line/console.h"

namespace earmark::cli {

/// How far a longer work is, on standard error: a line that renews itself on a terminal, or with
/// `--progress` a line every few seconds elsewhere. Work that takes under two seconds shows
/// nothing. Thread-safe.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// @param what   what is done, such as "analysing"
  /// @param unit   what is counted, such as "songs"; "" shows a share alone
  /// @param total  how many there are
  /// @param lines  write lines where standard error is not a terminal
  Progress(Console& console, std::string what, std::string unit, double total, bool lines);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of the total is done, in [0, total].
  void update(double done);

 private:
  Console& console_;
  std::string what_;
  std::string unit_;
  double total_;
  bool lines_;
  std::mutex mutex_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_ = begin_;
  bool visible_ = false;
};

/// "analysing  ████▌      37/200 songs, 0:05 left", at most `width` columns.
[[nodiscard]] std::string progress_line(const std::string& what, const std::string& unit,
                                        double done, double total, double elapsed_s,
                                        std::size_t width);

}  // namespace earmark::cli
