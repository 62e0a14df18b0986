#include "column_moments.h"

#include <cstddef>

namespace earmark::ml {

// long double sums: 20,000 additions in double would leave an error that 57 columns of a
// naive Bayes add up to more than its promised 1e-9.
ColumnMoments column_moments(MatrixView<const double> X, std::span<const double> weights) {
  const std::size_t n_features = X.cols();
  std::vector<long double> sums(n_features, 0.0L);
  long double total = 0.0L;
  for (std::size_t row = 0; row < X.rows(); ++row) {
    if (weights[row] > 0.0) {
      total += weights[row];
      for (std::size_t f = 0; f < n_features; ++f) {
        sums[f] += static_cast<long double>(weights[row]) * X(row, f);
      }
    }
  }
  ColumnMoments moments{std::vector<double>(n_features), std::vector<double>(n_features)};
  for (std::size_t f = 0; f < n_features; ++f) {
    sums[f] /= total;
    moments.mean[f] = static_cast<double>(sums[f]);
  }
  std::vector<long double> squares(n_features, 0.0L);
  for (std::size_t row = 0; row < X.rows(); ++row) {
    if (weights[row] > 0.0) {
      for (std::size_t f = 0; f < n_features; ++f) {
        const long double off = X(row, f) - sums[f];
        squares[f] += weights[row] * off * off;
      }
    }
  }
  for (std::size_t f = 0; f < n_features; ++f) {
    moments.variance[f] = static_cast<double>(squares[f] / total);
  }
  return moments;
}

}  // namespace earmark::ml
