#include "earmark/ml/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"LogisticRegression: "} + rule);
  }
}

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

double softmax(std::span<double> row) {
  const double largest = *std::ranges::max_element(row);
  double sum = 0.0;
  for (double& value : row) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (double& value : row) {
    value /= sum;
  }
  return largest + std::log(sum);
}

void LogisticRegressionConfig::validate() const {
  require(C > 0.0 && std::isfinite(C), "C must be finite and > 0");
  require(tol > 0.0 && std::isfinite(tol), "tol must be finite and > 0");
  require(max_iter >= 1, "max_iter must be >= 1");
}

LogisticRegression::LogisticRegression(std::vector<double> coefficients,
                                       std::vector<double> intercepts)
    : coefficients_{std::move(coefficients)}, intercepts_{std::move(intercepts)} {
  require(intercepts_.size() >= 2 && !coefficients_.empty() &&
              coefficients_.size() % intercepts_.size() == 0,
          "coefficients must be [n_classes, n_features], intercepts [n_classes]");
  require(all_finite(coefficients_) && all_finite(intercepts_), "its values must be finite");
}

LogisticRegression LogisticRegression::before_scaling(const StandardScaler& scaler) const {
  require(scaler.mean().size() == n_features(), "the scaler must have its columns");
  std::vector<double> coefficients = coefficients_;
  std::vector<double> intercepts = intercepts_;
  for (std::size_t c = 0; c < intercepts.size(); ++c) {
    for (std::size_t f = 0; f < n_features(); ++f) {
      double& coefficient = coefficients[c * n_features() + f];
      coefficient /= scaler.scale()[f];
      intercepts[c] -= coefficient * scaler.mean()[f];
    }
  }
  LogisticRegression model{std::move(coefficients), std::move(intercepts)};
  model.names_ = names_;
  return model;
}

void LogisticRegression::decision_function(std::span<const float> x, std::span<double> out) const {
  require(x.size() == n_features() && out.size() == intercepts_.size(),
          "x must be [n_features], out [n_classes]");
  for (std::size_t c = 0; c < out.size(); ++c) {
    const std::span<const double> row = coefficients().row(c);
    double sum = intercepts_[c];
    for (std::size_t f = 0; f < x.size(); ++f) {
      sum += row[f] * static_cast<double>(x[f]);
    }
    out[c] = sum;
  }
}

void LogisticRegression::predict_proba(MatrixView<const float> X, MatrixView<double> out) const {
  require(out.rows() == X.rows(), "out must have a row for each of X");
  for (std::size_t r = 0; r < X.rows(); ++r) {
    decision_function(X.row(r), out.row(r));
    if (strangeness_) {
      const double flattening = strangeness_->flattening(X.row(r));
      for (double& score : out.row(r)) {
        score /= flattening;
      }
    }
    (void)softmax(out.row(r));
  }
}

MatrixView<const double> LogisticRegression::coefficients() const {
  return {coefficients_.data(), intercepts_.size(), n_features()};
}

LogisticRegression LogisticRegression::named(ModelNames names) && {
  require(names.genres.empty() ||
              (names.genres.size() == intercepts_.size() && are_genre_names(names.genres)),
          "genres must be one name a class, all different");
  names_ = std::move(names);
  return std::move(*this);
}

LogisticRegression LogisticRegression::flattened_by(Strangeness strangeness) && {
  const Strangeness::Parts& parts = strangeness.parts();
  require(parts.n_columns <= n_features() && parts.first_column <= n_features() - parts.n_columns,
          "a strangeness must look at columns that it has");
  strangeness_ = std::move(strangeness);
  return std::move(*this);
}

}  // namespace earmark::ml
