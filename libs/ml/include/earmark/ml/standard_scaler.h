#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// Standardises columns: (x - mean) / scale, where scale is the population standard deviation, or
/// 1 for a column that does not vary, as sklearn.preprocessing.StandardScaler.
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
