#include "earmark/ml/linear_discriminant.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "class_scatter.h"

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"linear_discriminant: "} + rule);
  }
}

void check(MatrixView<const double> X, std::span<const int> y, int n_classes,
           const LinearDiscriminantConfig& config) {
  require(X.rows() == y.size() && X.rows() > 0, "X and y must have as many rows, at least one");
  require(config.n_columns > 0 && config.n_columns <= X.cols() &&
              config.first_column <= X.cols() - config.n_columns,
          "the columns must lie within X");
  require(config.shrinkage > 0.0 && std::isfinite(config.shrinkage), "shrinkage must be > 0");
  for (int c = 0; c < n_classes; ++c) {
    require(std::ranges::find(y, c) != y.end(), "each class must occur");
  }
  require(n_classes >= 2 && std::ranges::all_of(y, [&](int c) { return c >= 0 && c < n_classes; }),
          "y must lie in [0, n_classes), n_classes be >= 2");
}

/// Standard deviation over rows and classes, each row's mean over the classes taken off: what is
/// the same for all classes does not count.
double spread(const LogisticRegression& model, MatrixView<const double> X) {
  const auto coefficients = model.coefficients();
  const auto n_classes = static_cast<std::size_t>(model.n_classes());
  double squares = 0.0;
  std::vector<double> scores(n_classes);
  for (std::size_t row = 0; row < X.rows(); ++row) {
    const std::span<const double> x = X.row(row);
    for (std::size_t c = 0; c < n_classes; ++c) {
      scores[c] = std::inner_product(x.begin(), x.end(), coefficients.row(c).begin(),
                                     model.intercepts()[c]);
    }
    const double mean =
        std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(n_classes);
    for (const double score : scores) {
      squares += (score - mean) * (score - mean);
    }
  }
  return std::sqrt(squares / static_cast<double>(X.rows() * n_classes));
}

}  // namespace

LogisticRegression linear_discriminant(MatrixView<const double> X, std::span<const int> y,
                                       int n_classes, const LinearDiscriminantConfig& config) {
  check(X, y, n_classes, config);
  const std::size_t n = config.n_columns;
  const auto columns_of = [&](std::size_t row) {
    const auto values = X.row(row).subspan(config.first_column, n);
    return std::vector<float>{values.begin(), values.end()};
  };
  ClassScatter scatter{static_cast<std::size_t>(n_classes), columns_of(0)};
  for (std::size_t row = 0; row < y.size(); ++row) {
    scatter.add(columns_of(row), static_cast<std::size_t>(y[row]));
  }
  const WhitenedClasses classes = scatter.whiten(config.shrinkage);
  std::vector<double> coefficients(static_cast<std::size_t>(n_classes) * X.cols());
  std::vector<double> intercepts(static_cast<std::size_t>(n_classes));
  for (std::size_t c = 0; c < intercepts.size(); ++c) {
    const std::span<const float> mean = std::span{classes.means}.subspan(c * n, n);
    intercepts[c] = -0.5 * std::inner_product(mean.begin(), mean.end(), mean.begin(), 0.0);
    std::span<const float> rest = classes.whitening;
    for (std::size_t column = 0; column < n; ++column) {
      const std::span<const float> factors = rest.first(n - column);
      coefficients[c * X.cols() + config.first_column + column] = std::inner_product(
          factors.begin(), factors.end(), mean.begin() + static_cast<std::ptrdiff_t>(column), 0.0);
      rest = rest.subspan(factors.size());
    }
  }
  return LogisticRegression{std::move(coefficients), std::move(intercepts)};
}

LogisticRegression together(const LogisticRegression& first, const LogisticRegression& second,
                            MatrixView<const double> X) {
  require(first.n_classes() == second.n_classes() && first.n_features() == second.n_features() &&
              first.n_features() == X.cols() && X.rows() > 0,
          "models that go together must have X's columns and the same classes");
  const double own_spread = spread(second, X);
  const double factor = own_spread > 0.0 ? spread(first, X) / own_spread : 0.0;
  const auto sum = [factor](double a, double b) { return a + factor * b; };
  const std::span<const double> a{first.coefficients().data(),
                                  first.intercepts().size() * first.n_features()};
  std::vector<double> coefficients(a.size());
  std::ranges::transform(a, std::span{second.coefficients().data(), a.size()}, coefficients.begin(),
                         sum);
  std::vector<double> intercepts(first.intercepts().size());
  std::ranges::transform(first.intercepts(), second.intercepts(), intercepts.begin(), sum);
  return LogisticRegression{std::move(coefficients), std::move(intercepts)}.named(first.names());
}

}  // namespace earmark::ml
