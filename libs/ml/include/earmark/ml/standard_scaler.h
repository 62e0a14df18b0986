#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// What a column is divided by: its population standard deviation, or 1 where it varies by no more
/// than rounding (sklearn's _is_constant_feature, after Chan, Golub and LeVeque 1983).
///
/// @param mean, variance  of the column, the variance that of the population
/// @param n               its values
[[nodiscard]] double standard_scale(double mean, double variance, std::size_t n);

/// Standardises columns: (x - mean) / scale, where scale is the population standard deviation, or
/// 1 for a column that does not vary, as sklearn.preprocessing.StandardScaler.
///
/// Networks take the same rule but not this class: their scaling is of a tensor's coefficients and
/// part of their weights (nn::CnnWeights).
///
/// Immutable; const members are thread-safe.
class StandardScaler {
 public:
  /// From known parameters, such as a model file's.
  /// @throws std::invalid_argument  lengths that differ, a value not finite, a scale <= 0
  StandardScaler(std::vector<double> mean, std::vector<double> scale);

  /// @param X  [n_samples, n_features], finite, n_samples >= 1
  /// @throws std::invalid_argument  no rows, or a value that is not finite
  [[nodiscard]] static StandardScaler fit(MatrixView<const double> X);

  /// @param X    [n_rows, n_features]
  /// @param out  the same shape; may be X itself
  /// @throws std::invalid_argument  a wrong shape
  void transform(MatrixView<const double> X, MatrixView<double> out) const;

  [[nodiscard]] std::span<const double> mean() const { return mean_; }
  [[nodiscard]] std::span<const double> scale() const { return scale_; }

 private:
  std::vector<double> mean_;
  std::vector<double> scale_;
};

}  // namespace earmark::ml
