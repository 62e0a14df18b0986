#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "earmark/inference/prediction.h"

namespace earmark::inference {

/// The stages that SongAnalyzer knows, and their names at the head of a list of stages.
enum class SongStage : std::size_t { kDecode, kResample, kFeatures, kPatches };
inline constexpr std::array<const char*, 4> kSongStages{"decode", "resample", "features",
                                                        "patches"};

/// Gathers when the stages of one prediction were at work, on any number of threads. Thread-safe.
class StageTimes {
 public:
  using Clock = std::chrono::steady_clock;

  /// Now is the start from which stages() counts.
  /// @param others  names of the stages after kSongStages
  explicit StageTimes(const std::vector<std::string>& others = {});

  [[nodiscard]] Clock::time_point start() const { return start_; }

  /// Notes that a stage was at work from `begin` to now.
  /// @param stage  its place among kSongStages and the others
  void add(std::size_t stage, Clock::time_point begin);

  /// Notes `busy_s` seconds of work within a time.
  void add(SongStage stage, Clock::time_point begin, Clock::time_point end, double busy_s);

  /// The stages that were at work, in the order of their names.
  [[nodiscard]] std::vector<Stage> stages() const;

 private:
  void note(std::size_t stage, Clock::time_point begin, Clock::time_point end, double busy_s);

  Clock::time_point start_;
  mutable std::mutex mutex_;
  std::vector<Stage> stages_;
};

/// Notes that a stage was at work as long as this lives.
class StageTimer {
 public:
  /// @param times  where to note it, if anywhere
  /// @param stage  as StageTimes::add
  StageTimer(StageTimes* times, std::size_t stage) : times_{times}, stage_{stage} {
    if (times_ != nullptr) {
      begin_ = StageTimes::Clock::now();
    }
  }
  StageTimer(StageTimes* times, SongStage stage)
      : StageTimer{times, static_cast<std::size_t>(stage)} {}
  ~StageTimer() {
    if (times_ != nullptr) {
      times_->add(stage_, begin_);
    }
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  StageTimes* times_;
  std::size_t stage_;
  StageTimes::Clock::time_point begin_;
};

}  // namespace earmark::inference
