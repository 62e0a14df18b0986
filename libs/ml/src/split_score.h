#pragma once

#include <cmath>
#include <span>

namespace earmark::ml {

/// The score of a split while samples move from right to left: the larger, the more the split
/// decreases the impurity; only the order of scores means something.
///
/// Gini: each side's sum of w_c^2 / w, with w_c the weight of class c and w their sum.
class GiniScore {
 public:
  /// @param class_weights  the node's, all on the right
  explicit GiniScore(std::span<const double> class_weights) {
    for (const double w : class_weights) {
      right_ += w * w;
    }
  }
  /// Moves a sample to the left, whose class weighs `left` and `right` there before.
  void move(double weight, double left, double right) {
    left_ += weight * (2.0 * left + weight);
    right_ -= weight * (2.0 * right - weight);
  }
  [[nodiscard]] double value(double weight_left, double weight_right) const {
    return left_ / weight_left + right_ / weight_right;
  }

 private:
  double left_ = 0.0;
  double right_ = 0.0;
};

/// x log2 x, 0 where x is 0 or rounding left it below.
inline double x_log2_x(double x) { return x > 0.0 ? x * std::log2(x) : 0.0; }

/// Entropy: each side's sum of w_c log2 w_c, less w log2 w.
class EntropyScore {
 public:
  explicit EntropyScore(std::span<const double> class_weights) {
    for (const double w : class_weights) {
      sides_ += x_log2_x(w);
    }
  }
  void move(double weight, double left, double right) {
    sides_ += x_log2_x(left + weight) - x_log2_x(left);
    sides_ += x_log2_x(right - weight) - x_log2_x(right);
  }
  [[nodiscard]] double value(double weight_left, double weight_right) const {
    return sides_ - x_log2_x(weight_left) - x_log2_x(weight_right);
  }

 private:
  double sides_ = 0.0;
};

}  // namespace earmark::ml
