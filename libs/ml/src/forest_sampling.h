#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/random_forest_config.h"

namespace earmark::ml {

/// What each row weighs in each tree: bootstrap counts times class weights. As in scikit-learn
/// since 1.9, rows with weights are drawn with probabilities in their proportion and then count
/// as often as they were drawn.
class ForestSampling {
 public:
  /// @throws std::invalid_argument  class weights that do not fit n_classes, or leave no row
  ForestSampling(std::span<const int> y, std::size_t n_classes,
                 std::span<const double> sample_weight, const RandomForestConfig& config);

  /// The weights of one tree, [n_samples]. Thread-safe for an rng of one's own.
  [[nodiscard]] std::vector<double> draw(Rng& rng) const;

 private:
  void apply_class_weight(const RandomForestConfig& config);
  [[nodiscard]] std::vector<double> balanced(std::span<const double> weights) const;

  std::span<const int> y_;
  std::size_t n_classes_;
  std::vector<double> weights_;     ///< [n_samples], or empty: all 1
  std::vector<double> cumulative_;  ///< running sums of weights_
  std::size_t n_draws_ = 0;         ///< 0: no bootstrap
  bool balance_each_ = false;
};

}  // namespace earmark::ml
