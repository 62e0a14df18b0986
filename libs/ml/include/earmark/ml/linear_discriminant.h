#pragma once

#include <cstddef>
#include <span>

#include "earmark/base/matrix_view.h"
#include "earmark/ml/logistic_regression.h"

namespace earmark::ml {

struct LinearDiscriminantConfig {
  std::size_t first_column = 0;  ///< of the features that are looked at
  std::size_t n_columns = 0;     ///< how many those are, >= 1
  double shrinkage = 0.3;        ///< added to the variances, in shares of them, > 0
};

/// Fisher's linear discriminant of equally probable classes: the score of a class is minus half the
/// squared Mahalanobis distance to its mean, with one covariance within classes for all, but for
/// what all classes have in common. Features that are not looked at have coefficients of 0.
///
/// @param X  rows [n_samples, n_features], finite
/// @param y  class of each row, in [0, n_classes); each class must occur
/// @throws std::invalid_argument  an argument out of range
[[nodiscard]] LogisticRegression linear_discriminant(MatrixView<const double> X,
                                                     std::span<const int> y, int n_classes,
                                                     const LinearDiscriminantConfig& config);

/// The model whose scores are those of `first` and those of `second`, these brought to the spread
/// over rows and classes that the first's have on X. It has the first's names and no strangeness().
/// @throws std::invalid_argument  models of other shapes than each other or X
[[nodiscard]] LogisticRegression together(const LogisticRegression& first,
                                          const LogisticRegression& second,
                                          MatrixView<const double> X);

}  // namespace earmark::ml
