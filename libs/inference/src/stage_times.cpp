#include "earmark/inference/stage_times.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace earmark::inference {
namespace {

double seconds(StageTimes::Clock::duration time) {
  return std::chrono::duration<double>{time}.count();
}

}  // namespace

StageTimes::StageTimes(const std::vector<std::string>& others) : start_{Clock::now()} {
  stages_.reserve(kSongStages.size() + others.size());
  const auto declare = [this](std::string name) {
    stages_.push_back({std::move(name), 0, std::numeric_limits<double>::infinity(), 0});
  };
  std::ranges::for_each(kSongStages, declare);
  std::ranges::for_each(others, declare);
}

void StageTimes::add(std::size_t stage, Clock::time_point begin) {
  const Clock::time_point now = Clock::now();
  note(stage, begin, now, seconds(now - begin));
}

void StageTimes::add(SongStage stage, Clock::time_point begin, Clock::time_point end,
                     double busy_s) {
  note(static_cast<std::size_t>(stage), begin, end, busy_s);
}

void StageTimes::note(std::size_t stage, Clock::time_point begin, Clock::time_point end,
                      double busy_s) {
  const std::lock_guard lock{mutex_};
  Stage& known = stages_[stage];
  known.busy_s += busy_s;
  known.start_s = std::min(known.start_s, seconds(begin - start_));
  known.end_s = std::max(known.end_s, seconds(end - start_));
}

std::vector<Stage> StageTimes::stages() const {
  const std::lock_guard lock{mutex_};
  std::vector<Stage> worked;
  std::ranges::copy_if(stages_, std::back_inserter(worked),
                       [](const Stage& stage) { return stage.busy_s > 0; });
  return worked;
}

}  // namespace earmark::inference
