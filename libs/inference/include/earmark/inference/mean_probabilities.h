#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/inference/member.h"

namespace earmark::inference {

/// Gathers a member's answers for the segments of a song into one.
class MeanProbabilities {
 public:
  MeanProbabilities(SongMean mean, std::size_t n_genres) : mean_{mean}, sums_(n_genres, 0.0) {}

  /// @param probabilities  [n_genres] of a segment
  void add(std::span<const double> probabilities);

  /// [n_genres], adding to 1 within rounding. After one add() at least.
  [[nodiscard]] std::vector<double> value() const;

 private:
  SongMean mean_;
  std::vector<double> sums_;
  std::size_t n_added_ = 0;
};

}  // namespace earmark::inference
