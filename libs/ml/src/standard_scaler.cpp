#include "earmark/ml/standard_scaler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "column_moments.h"

namespace earmark::ml {

double standard_scale(double mean, double variance, std::size_t n) {
  const auto n_values = static_cast<double>(n);
  const double eps = std::numeric_limits<double>::epsilon();
  const double noise = n_values * eps * variance + std::pow(n_values * mean * eps, 2.0);
  return variance <= noise ? 1.0 : std::sqrt(variance);
}

StandardScaler::StandardScaler(std::vector<double> mean, std::vector<double> scale)
    : mean_{std::move(mean)}, scale_{std::move(scale)} {
  if (mean_.size() != scale_.size()) {
    throw std::invalid_argument("StandardScaler: mean and scale must have one value a column");
  }
  if (!std::ranges::all_of(mean_, [](double m) { return std::isfinite(m); }) ||
      !std::ranges::all_of(scale_, [](double s) { return s > 0.0 && std::isfinite(s); })) {
    throw std::invalid_argument("StandardScaler: mean must be finite, scale finite and > 0");
  }
}

StandardScaler StandardScaler::fit(MatrixView<const double> X) {
  if (X.rows() == 0) {
    throw std::invalid_argument("StandardScaler::fit: X has no rows");
  }
  const std::vector<double> ones(X.rows(), 1.0);
  auto [mean, variance] = column_moments(X, ones);
  for (std::size_t f = 0; f < mean.size(); ++f) {
    if (!std::isfinite(variance[f])) {
      throw std::invalid_argument("StandardScaler::fit: X must be finite");
    }
    variance[f] = standard_scale(mean[f], variance[f], X.rows());
  }
  return {std::move(mean), std::move(variance)};
}

void StandardScaler::transform(MatrixView<const double> X, MatrixView<double> out) const {
  if (X.cols() != mean_.size() || out.rows() != X.rows() || out.cols() != X.cols()) {
    throw std::invalid_argument(
        "StandardScaler::transform: X and out must both be [n_rows, n_features]");
  }
  for (std::size_t row = 0; row < X.rows(); ++row) {
    const auto from = X.row(row);
    const auto to = out.row(row);
    for (std::size_t f = 0; f < from.size(); ++f) {
      to[f] = (from[f] - mean_[f]) / scale_[f];
    }
  }
}

}  // namespace earmark::ml
