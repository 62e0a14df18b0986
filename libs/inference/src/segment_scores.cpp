#include "segment_scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kBatchSegments = 16;  // rows that a forest walks side by side

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

std::vector<float> copy_of(std::span<const float> values) { return {values.begin(), values.end()}; }

}  // namespace

void SegmentScores::add(const AnalyzedSegment& segment) {
  Row row{
      segment.index, copy_of(segment.table), copy_of(segment.mfcc), copy_of(segment.patches), {}};
  const bool is_ready = ensemble_->is_ready();
  if (is_ready) {
    embed(row);
  }
  std::vector<Row> full;
  {
    const std::lock_guard lock{mutex_};
    (is_ready ? gathered_ : unheard_).push_back(std::move(row));
    if (gathered_.size() < kBatchSegments) {
      return;
    }
    full = std::exchange(gathered_, {});
  }
  score(full);
}

void SegmentScores::embed(Row& row) {
  if (ensemble_->embedder().empty()) {
    return;
  }
  row.embedding.resize(ensemble_->embedder().n_values());
  ensemble_->embedder().embed(row.patches, row.embedding);
  row.patches = {};
  add_tags(row.embedding);
}

void SegmentScores::add_tags(std::span<const float> embedding) {
  std::vector<double> probabilities(embedding.size());
  std::ranges::transform(embedding, probabilities.begin(), [](float logit) {
    return 1.0 / (1.0 + std::exp(-static_cast<double>(logit)));
  });
  std::call_once(music_places_found_, [this] { music_places_ = find_music_places(); });
  double music = 0;
  for (const std::size_t place : music_places_) {
    music = std::max(music, probabilities[place]);
  }
  const std::lock_guard lock{mutex_};
  music_sum_ += music;
  tag_sums_.resize(probabilities.size());
  std::ranges::transform(tag_sums_, probabilities, tag_sums_.begin(), std::plus<>{});
  ++n_embedded_;
}

std::vector<std::size_t> SegmentScores::find_music_places() const {
  std::vector<std::size_t> places;
  const std::optional<MusicRule>& rule = ensemble_->music_rule();
  if (!rule) {
    return places;
  }
  for (const TrunkTags& of_trunk : ensemble_->embedder().tags()) {
    for (std::size_t i = 0; of_trunk.kind == rule->trunk && i < of_trunk.names.size(); ++i) {
      if (std::ranges::find(rule->tags, of_trunk.names[i]) != rule->tags.end()) {
        places.push_back(of_trunk.first + i);
      }
    }
  }
  if (places.size() != rule->tags.size()) {
    throw BundleError("the rule for music names a tag that the trunk " + rule->trunk +
                      " does not have");
  }
  return places;
}

std::optional<double> SegmentScores::music() const {
  if (!ensemble_->music_rule() || n_embedded_ == 0) {
    return std::nullopt;
  }
  return music_sum_ / static_cast<double>(n_embedded_);
}

std::vector<std::pair<std::string, double>> SegmentScores::tags(std::string_view trunk) const {
  std::vector<std::pair<std::string, double>> tags;
  for (const TrunkTags& of_trunk : ensemble_->embedder().tags()) {
    for (std::size_t i = 0; of_trunk.kind == trunk && i < of_trunk.names.size(); ++i) {
      tags.emplace_back(of_trunk.names[i],
                        tag_sums_[of_trunk.first + i] / static_cast<double>(n_embedded_));
    }
  }
  std::ranges::stable_sort(tags, std::ranges::greater{},
                           [](const auto& tag) { return tag.second; });
  return tags;
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

void SegmentScores::finish(std::size_t n_threads) {
  ensemble_->wait_until_ready();
  if (!unheard_.empty()) {
    ThreadPool pool{std::min(n_threads, unheard_.size())};
    pool.parallel_for(unheard_.size(), [&](std::size_t i, std::size_t) { embed(unheard_[i]); });
    std::ranges::move(unheard_, std::back_inserter(gathered_));
    unheard_.clear();
  }
  score(std::exchange(gathered_, {}));
}

void SegmentScores::clear() {
  unheard_.clear();
  gathered_.clear();
  scores_.clear();
  tag_sums_.clear();
  music_sum_ = 0;
  n_embedded_ = 0;
}

MatrixView<const double> SegmentScores::of(std::size_t index) const {
  const std::size_t n_genres = ensemble_->n_genres();
  if (index >= scores_.size() || scores_[index].empty()) {
    return {nullptr, 0, n_genres};
  }
  return {scores_[index].data(), ensemble_->size(), n_genres};
}

}  // namespace earmark::inference
