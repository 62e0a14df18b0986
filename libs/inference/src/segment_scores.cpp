#include "segment_scores.h"

#include <algorithm>
#include <utility>

namespace earmark::inference {
namespace {

constexpr std::size_t kBatchSegments = 16;  // rows that a forest walks side by side

MatrixView<const float> rows_of(const std::vector<float>& values, std::size_t n_rows) {
  return {values.data(), n_rows, values.size() / n_rows};
}

}  // namespace

void SegmentScores::add(std::size_t index, std::span<const float> table,
                        std::span<const float> mfcc) {
  Batch full;
  {
    const std::lock_guard lock{mutex_};
    gathered_.indices.push_back(index);
    gathered_.table.insert(gathered_.table.end(), table.begin(), table.end());
    gathered_.mfcc.insert(gathered_.mfcc.end(), mfcc.begin(), mfcc.end());
    if (gathered_.indices.size() < kBatchSegments || !ensemble_->is_ready()) {
      return;
    }
    full = std::exchange(gathered_, {});
  }
  score(full);
}

void SegmentScores::score(const Batch& batch) {
  const std::size_t n_rows = batch.indices.size();
  if (n_rows == 0) {
    return;
  }
  const std::size_t n_genres = ensemble_->n_genres();
  std::vector<double> answers(ensemble_->size() * n_rows * n_genres);  // [member][segment][genre]
  for (std::size_t m = 0; m < ensemble_->size(); ++m) {
    ensemble_->predict(m, rows_of(batch.table, n_rows), rows_of(batch.mfcc, n_rows),
                       {answers.data() + m * n_rows * n_genres, n_rows, n_genres});
  }
  const std::lock_guard lock{mutex_};
  for (std::size_t row = 0; row < n_rows; ++row) {
    const std::size_t index = batch.indices[row];
    scores_.resize(std::max(scores_.size(), index + 1));
    for (std::size_t m = 0; m < ensemble_->size(); ++m) {
      const auto begin =
          answers.begin() + static_cast<std::ptrdiff_t>((m * n_rows + row) * n_genres);
      scores_[index].insert(scores_[index].end(), begin,
                            begin + static_cast<std::ptrdiff_t>(n_genres));
    }
  }
}

void SegmentScores::finish() {
  score(std::exchange(gathered_, {}));
  ensemble_->wait_until_ready();
}

void SegmentScores::clear() {
  gathered_ = {};
  scores_.clear();
}

MatrixView<const double> SegmentScores::of(std::size_t index) const {
  const std::size_t n_genres = ensemble_->n_genres();
  if (index >= scores_.size() || scores_[index].empty()) {
    return {nullptr, 0, n_genres};
  }
  return {scores_[index].data(), ensemble_->size(), n_genres};
}

}  // namespace earmark::inference
