#include "class_scatter.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace earmark::ml {
namespace {

// Of the mean variance: what a column that never varies is taken to vary by.
constexpr double kLeastVariance = 1e-6;

/// Where row `i` of an upper triangle of `n` columns, packed row by row, begins.
std::size_t row_start(std::size_t i, std::size_t n) { return i * n - i * (i + 1) / 2 + i; }

/// U with U' U = A, A and U upper triangles packed row by row, in place (Cholesky).
void factorize(std::span<double> a, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    const std::span<double> pivots = a.subspan(row_start(k, n), n - k);
    const double root = std::sqrt(pivots.front());
    for (double& value : pivots) {
      value /= root;
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = pivots[i - k];
      const std::span<double> row = a.subspan(row_start(i, n), n - i);
      for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] -= factor * pivots[i - k + j];
      }
    }
  }
}

/// The inverse of U', a lower triangle packed column by column: its column c solves U' x = e_c.
std::vector<double> inverse_of_transposed(std::span<const double> u, std::size_t n) {
  std::vector<double> inverse(u.size());
  for (std::size_t c = 0; c < n; ++c) {
    const std::span<double> x = std::span{inverse}.subspan(row_start(c, n), n - c);
    x.front() = 1.0;
    for (std::size_t k = c; k < n; ++k) {
      const std::span<const double> row = u.subspan(row_start(k, n), n - k);
      const double solved = x[k - c] / row.front();
      x[k - c] = solved;
      for (std::size_t j = 1; j < row.size(); ++j) {
        x[k - c + j] -= row[j] * solved;
      }
    }
  }
  return inverse;
}

}  // namespace

ClassScatter::ClassScatter(std::size_t n_classes, std::span<const float> origin)
    : origin_{origin.begin(), origin.end()},
      n_rows_(n_classes),
      sums_(n_classes * origin.size()),
      squares_(origin.size() * (origin.size() + 1) / 2) {}

void ClassScatter::add(std::span<const float> row, std::size_t label) {
  std::vector<double> off(n_columns());
  std::ranges::transform(row, origin_, off.begin(), [](float value, float from) {
    return static_cast<double>(value) - static_cast<double>(from);
  });
  n_rows_[label] += 1.0;
  const std::span<double> sum = std::span{sums_}.subspan(label * n_columns(), n_columns());
  std::ranges::transform(sum, off, sum.begin(), std::plus<>{});
  std::span<double> rest = squares_;
  for (std::size_t i = 0; i < off.size(); ++i) {
    const double factor = off[i];
    const std::span<const double> others = std::span{off}.subspan(i);
    for (std::size_t j = 0; j < others.size(); ++j) {
      rest[j] += factor * others[j];
    }
    rest = rest.subspan(others.size());
  }
}

void ClassScatter::add(const ClassScatter& other) {
  std::ranges::transform(n_rows_, other.n_rows_, n_rows_.begin(), std::plus<>{});
  std::ranges::transform(sums_, other.sums_, sums_.begin(), std::plus<>{});
  std::ranges::transform(squares_, other.squares_, squares_.begin(), std::plus<>{});
}

std::vector<double> ClassScatter::covariance(double shrinkage) const {
  const std::size_t n = n_columns();
  const double n_all = std::accumulate(n_rows_.begin(), n_rows_.end(), 0.0);
  std::vector<double> within = squares_;
  for (std::size_t c = 0; c < n_rows_.size(); ++c) {
    if (n_rows_[c] == 0.0) {
      continue;
    }
    const std::span<const double> sum = std::span{sums_}.subspan(c * n, n);
    for (std::size_t i = 0; i < n; ++i) {
      const double mean = sum[i] / n_rows_[c];
      const std::span<double> row = std::span{within}.subspan(row_start(i, n), n - i);
      for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] -= mean * sum[i + j];
      }
    }
  }
  double trace = 0.0;
  for (double& value : within) {
    value /= n_all;
  }
  for (std::size_t i = 0; i < n; ++i) {
    trace += within[row_start(i, n)];
  }
  const double least = trace > 0.0 ? kLeastVariance * trace / static_cast<double>(n) : 1.0;
  for (std::size_t i = 0; i < n; ++i) {
    double& variance = within[row_start(i, n)];
    variance = std::max(variance, least) * (1.0 + shrinkage);
  }
  return within;
}

WhitenedClasses ClassScatter::whiten(double shrinkage) const {
  const std::size_t n = n_columns();
  std::vector<double> factor = covariance(shrinkage);
  factorize(factor, n);
  const std::vector<double> whitening = inverse_of_transposed(factor, n);
  WhitenedClasses classes{{whitening.begin(), whitening.end()}, {}};
  for (std::size_t c = 0; c < n_rows_.size(); ++c) {
    if (n_rows_[c] == 0.0) {
      continue;
    }
    std::vector<double> white(n);
    for (std::size_t column = 0; column < n; ++column) {
      const double mean = sums_[c * n + column] / n_rows_[c] + static_cast<double>(origin_[column]);
      for (std::size_t i = column; i < n; ++i) {
        white[i] += whitening[row_start(column, n) + i - column] * mean;
      }
    }
    classes.means.insert(classes.means.end(), white.begin(), white.end());
  }
  return classes;
}

}  // namespace earmark::ml
