#include "earmark/ml/strangeness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace earmark::ml {
namespace {

// Bounds within which no sum of floats overflows a double.
constexpr double kLargest = 1e100;
constexpr double kLeastSpread = 1e-9;

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

bool in_range(double value, double least) { return value >= least && value <= kLargest; }

}  // namespace

Strangeness::Strangeness(Parts parts) : parts_{std::move(parts)} {
  const std::size_t n = parts_.n_columns;
  if (n == 0 || parts_.whitening.size() != n * (n + 1) / 2 || parts_.means.empty() ||
      parts_.means.size() % n != 0 || !all_finite(parts_.whitening) || !all_finite(parts_.means) ||
      !in_range(parts_.usual, 0.0) || !in_range(parts_.spread, kLeastSpread) ||
      !in_range(parts_.strength, 0.0)) {
    throw std::invalid_argument("Strangeness: parts that do not fit or are out of range");
  }
  n_classes_ = parts_.means.size() / n;
}

double Strangeness::distance(std::span<const float> x) const {
  const std::size_t n = parts_.n_columns;
  if (x.size() < n || x.size() - n < parts_.first_column) {
    throw std::invalid_argument("Strangeness: x ends before the columns that are looked at");
  }
  std::vector<double> white(n);
  std::span<const float> rest = parts_.whitening;
  for (std::size_t column = 0; column < n; ++column) {
    const auto value = static_cast<double>(x[parts_.first_column + column]);
    const std::span<const float> factors = rest.first(n - column);
    for (std::size_t i = 0; i < factors.size(); ++i) {
      white[column + i] += static_cast<double>(factors[i]) * value;
    }
    rest = rest.subspan(factors.size());
  }
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < n_classes(); ++c) {
    const std::span<const float> mean = std::span{parts_.means}.subspan(c * n, n);
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double off = white[i] - static_cast<double>(mean[i]);
      sum += off * off;
    }
    least = std::min(least, sum);
  }
  return std::sqrt(least);
}

double Strangeness::flattening(std::span<const float> x) const {
  return 1.0 + parts_.strength * std::max(0.0, distance(x) - parts_.usual) / parts_.spread;
}

}  // namespace earmark::ml
