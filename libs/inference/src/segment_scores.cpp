#include "segment_scores.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "earmark/base/thread_pool.h"

namespace earmark::inference {
namespace {

/// One kind of input of several segments, row by row.
template <typename Row>
class Stacked {
 public:
  Stacked(const std::vector<Row>& rows, std::vector<float> Row::*part) : n_rows_{rows.size()} {
    for (const Row& row : rows) {
      values_.insert(values_.end(), (row.*part).begin(), (row.*part).end());
    }
  }
  [[nodiscard]] MatrixView<const float> view() const {
    return {values_.data(), n_rows_, values_.size() / n_rows_};
  }

 private:
  std::size_t n_rows_;
  std::vector<float> values_;
};

std::vector<float> vector_of(std::span<const float> values) {
  return {values.begin(), values.end()};
}

}  // namespace

void SegmentScores::add(const AnalyzedSegment& segment) {
  Row row{segment.index,           segment.is_piece,           vector_of(segment.table),
          vector_of(segment.mfcc), vector_of(segment.patches), {}};
  const bool is_ready = ensemble_->is_ready();
  if (is_ready) {
    embed(row);
  }
  std::vector<Row> full;
  {
    const std::lock_guard lock{mutex_};
    (is_ready ? gathered_ : unheard_).push_back(std::move(row));
    if (gathered_.size() < batch_) {
      return;
    }
    batch_ = std::min(2 * batch_, kBatchSegments);
    full = std::exchange(gathered_, {});
  }
  score(full);
}

void SegmentScores::embed(Row& row) {
  for (std::size_t trunk = 0; trunk < ensemble_->embedder().size(); ++trunk) {
    append(trunk, row, row.embedding);
  }
  has_embedding(row);
}

void SegmentScores::append(std::size_t trunk, const Row& row, std::vector<float>& embedding) const {
  ensemble_->embedder().wait_until_ready(trunk);
  const StageTimer timer{times_, kSongStages.size() + trunk};
  ensemble_->embedder().append(trunk, row.patches, embedding);
}

void SegmentScores::has_embedding(Row& row) {
  row.patches = {};
  if (row.is_piece && !row.embedding.empty()) {
    tags_.add(row.embedding);
  }
}

void SegmentScores::score(const std::vector<Row>& rows) {
  if (rows.empty()) {
    return;
  }
  const Stacked table{rows, &Row::table};
  const Stacked mfcc{rows, &Row::mfcc};
  const Stacked embedding{rows, &Row::embedding};
  const SegmentInputs inputs{table.view(), mfcc.view(), embedding.view()};
  const std::size_t n_genres = ensemble_->n_genres();
  const std::size_t n_answers = rows.size() * n_genres;  // of a member
  std::vector<double> answers(ensemble_->size() * n_answers);
  for (std::size_t m = 0; m < ensemble_->size(); ++m) {
    const StageTimer timer{times_, kSongStages.size() + ensemble_->embedder().size() + m};
    ensemble_->predict(m, inputs, {answers.data() + m * n_answers, rows.size(), n_genres});
  }
  const std::lock_guard lock{mutex_};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    scores_.resize(std::max(scores_.size(), rows[r].index + 1));
    std::vector<double>& scores = scores_[rows[r].index];
    for (std::size_t m = 0; m < ensemble_->size(); ++m) {
      const auto begin =
          answers.begin() + static_cast<std::ptrdiff_t>(m * n_answers + r * n_genres);
      scores.insert(scores.end(), begin, begin + static_cast<std::ptrdiff_t>(n_genres));
    }
  }
}

void SegmentScores::catch_up(std::size_t n_threads) {
  if (ensemble_->is_ready()) {
    score(hear_what_waits(n_threads));
  }
}

void SegmentScores::finish(std::size_t n_threads) {
  std::vector<Row> late = hear_what_waits(n_threads);
  ensemble_->wait_until_ready();
  std::ranges::move(late, std::back_inserter(gathered_));
  score(std::exchange(gathered_, {}));
}

std::vector<SegmentScores::Row> SegmentScores::hear_what_waits(std::size_t n_threads) {
  std::vector<Row> rows;
  {
    const std::lock_guard lock{mutex_};
    rows = std::exchange(unheard_, {});
  }
  if (rows.empty()) {
    return rows;
  }
  ThreadPool pool{std::min(n_threads, rows.size())};
  const Embedder& embedder = ensemble_->embedder();
  std::vector<std::vector<std::vector<float>>> parts(embedder.size());  // [trunk][row]
  // Trunk by trunk: the one that is read first is heard through while the other is being read.
  for (const std::size_t trunk : embedder.by_readiness()) {
    parts[trunk].resize(rows.size());
    pool.parallel_for(rows.size(),
                      [&](std::size_t i, std::size_t) { append(trunk, rows[i], parts[trunk][i]); });
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Row& row = rows[i];
    for (const std::vector<std::vector<float>>& part : parts) {
      row.embedding.insert(row.embedding.end(), part[i].begin(), part[i].end());
    }
    has_embedding(row);
  }
  return rows;
}

void SegmentScores::clear() {
  unheard_.clear();
  gathered_.clear();
  scores_.clear();
  tags_.clear();
}

MatrixView<const double> SegmentScores::of(std::size_t index) const {
  const std::size_t n_genres = ensemble_->n_genres();
  if (index >= scores_.size() || scores_[index].empty()) {
    return {nullptr, 0, n_genres};
  }
  return {scores_[index].data(), ensemble_->size(), n_genres};
}

std::vector<double> SegmentScores::copy_of(std::size_t index) const {
  const std::lock_guard lock{mutex_};
  return index < scores_.size() ? scores_[index] : std::vector<double>{};
}

}  // namespace earmark::inference
