#include "segment_scores.h"

#include <chrono>
#include <utility>

namespace earmark::inference {

void SegmentScores::add(std::size_t index, std::span<const float> table,
                        std::span<const float> mfcc) {
  if (ensemble_.wait_for(std::chrono::seconds{0}) == std::future_status::ready) {
    score(index, table, mfcc);
    return;
  }
  const std::lock_guard lock{mutex_};
  waiting_.push_back({index, {table.begin(), table.end()}, {mfcc.begin(), mfcc.end()}});
}

void SegmentScores::score(std::size_t index, std::span<const float> table,
                          std::span<const float> mfcc) {
  const Ensemble& ensemble = ensemble_.get();
  const std::size_t n_genres = ensemble.n_genres();
  std::vector<double> scores(ensemble.size() * n_genres);
  for (std::size_t m = 0; m < ensemble.size(); ++m) {
    ensemble.predict(m, {table.data(), 1, table.size()}, {mfcc.data(), 1, mfcc.size()},
                     {scores.data() + m * n_genres, 1, n_genres});
  }
  const std::lock_guard lock{mutex_};
  if (scores_.size() <= index) {
    scores_.resize(index + 1);
  }
  scores_[index] = std::move(scores);
}

void SegmentScores::finish() {
  (void)ensemble_.get();
  for (const Waiting& segment : std::exchange(waiting_, {})) {
    score(segment.index, segment.table, segment.mfcc);
  }
}

void SegmentScores::clear() {
  waiting_.clear();
  scores_.clear();
}

MatrixView<const double> SegmentScores::of(std::size_t index) const {
  const std::size_t n_genres = ensemble_.get().n_genres();
  if (index >= scores_.size() || scores_[index].empty()) {
    return {nullptr, 0, n_genres};
  }
  return {scores_[index].data(), ensemble_.get().size(), n_genres};
}

}  // namespace earmark::inference
