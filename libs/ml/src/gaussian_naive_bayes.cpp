#include "earmark/ml/gaussian_naive_bayes.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "column_moments.h"
#include "model_file.h"
#include "naive_bayes_limits.h"

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"GaussianNaiveBayes: "} + rule);
  }
}

template <typename T>
void check_values(MatrixView<const T> X) {
  for (std::size_t row = 0; row < X.rows(); ++row) {
    // False for NaN too.
    require(std::ranges::all_of(
                X.row(row), [](T x) { return std::abs(static_cast<double>(x)) <= kMaxMagnitude; }),
            "X must be finite and no larger than a float holds");
  }
}

void check_fit(MatrixView<const double> X, std::span<const int> y, int n_classes,
               std::span<const double> weights, const GaussianNaiveBayesConfig& config) {
  require(X.rows() > 0 && X.cols() > 0 && X.cols() <= kMaxNaiveBayesFeatures,
          "X must have rows and 1 to 65536 columns");
  require(n_classes >= 1 && static_cast<std::uint32_t>(n_classes) <= kMaxNaiveBayesClasses,
          "n_classes must lie in [1, 65536]");
  require(y.size() == X.rows(), "y must have one class a row");
  require(std::ranges::all_of(y, [&](int label) { return label >= 0 && label < n_classes; }),
          "y must lie in [0, n_classes)");
  require(weights.empty() || weights.size() == X.rows(),
          "sample_weight must be empty or have one weight a row");
  require(std::ranges::all_of(weights, [](double w) { return w >= 0.0 && std::isfinite(w); }),
          "sample_weight must be finite and >= 0");
  require(config.priors.empty() || config.priors.size() == static_cast<std::size_t>(n_classes),
          "priors must have one value a class");
  check_values(X);
}

double largest_variance(MatrixView<const double> X) {
  // Without the weights, as scikit-learn does.
  const auto moments = column_moments(X, std::vector<double>(X.rows(), 1.0));
  return *std::ranges::max_element(moments.variance);
}

}  // namespace

void GaussianNaiveBayesConfig::validate() const {
  require(var_smoothing >= 0.0 && std::isfinite(var_smoothing),
          "var_smoothing must be finite and >= 0");
  if (!priors.empty()) {
    require(std::ranges::all_of(priors, [](double p) { return p >= 0.0 && p <= 1.0; }),
            "priors must lie in [0, 1]");
    const double sum = std::accumulate(priors.begin(), priors.end(), 0.0);
    require(std::abs(sum - 1.0) <= kPriorTolerance, "priors must add to 1");
  }
}

GaussianNaiveBayes::GaussianNaiveBayes(std::vector<double> prior, std::vector<double> theta,
                                       std::vector<double> var)
    : n_features_{theta.size() / prior.size()},
      prior_{std::move(prior)},
      theta_{std::move(theta)},
      var_{std::move(var)} {
  for (std::size_t c = 0; c < prior_.size(); ++c) {
    double logs = 0.0;
    for (std::size_t f = 0; f < n_features_; ++f) {
      logs += std::log(2.0 * std::numbers::pi * var_[c * n_features_ + f]);
    }
    constant_.push_back(std::log(prior_[c]) - 0.5 * logs);
  }
}

GaussianNaiveBayes GaussianNaiveBayes::fit(MatrixView<const double> X, std::span<const int> y,
                                           int n_classes, std::span<const double> sample_weight,
                                           const GaussianNaiveBayesConfig& config) {
  config.validate();
  check_fit(X, y, n_classes, sample_weight, config);
  const double smoothing = config.var_smoothing * largest_variance(X);
  std::vector<double> prior;
  std::vector<double> theta;
  std::vector<double> var;
  for (int c = 0; c < n_classes; ++c) {
    std::vector<double> weights(X.rows(), 0.0);
    for (std::size_t row = 0; row < X.rows(); ++row) {
      if (y[row] == c) {
        weights[row] = sample_weight.empty() ? 1.0 : sample_weight[row];
      }
    }
    prior.push_back(std::accumulate(weights.begin(), weights.end(), 0.0));
    require(prior.back() > 0.0, "each class must have a row with a weight above 0");
    const auto moments = column_moments(X, weights);
    theta.insert(theta.end(), moments.mean.begin(), moments.mean.end());
    for (const double v : moments.variance) {
      var.push_back(v + smoothing);
    }
  }
  if (std::ranges::any_of(var, [](double v) { return !(v >= kMinVariance); })) {
    throw ModelError(
        "a column does not vary within a genre (by under 1e-200): var_smoothing must be larger");
  }
  if (std::ranges::any_of(var, [](double v) { return v > kMaxVariance; })) {
    throw ModelError("a variance of naive Bayes is over 1e300: var_smoothing must be smaller");
  }
  const double total = std::accumulate(prior.begin(), prior.end(), 0.0);
  for (double& p : prior) {
    p /= total;
  }
  if (!config.priors.empty()) {
    prior = config.priors;
  }
  return {std::move(prior), std::move(theta), std::move(var)};
}

GaussianNaiveBayes GaussianNaiveBayes::named(ModelNames names) && {
  require(names.genres.empty() ||
              (names.genres.size() == prior_.size() && are_genre_names(names.genres)),
          "genres must be one name a class, all different");
  names_ = std::move(names);
  return std::move(*this);
}

MatrixView<const double> GaussianNaiveBayes::theta() const {
  return {theta_.data(), prior_.size(), n_features_};
}

MatrixView<const double> GaussianNaiveBayes::var() const {
  return {var_.data(), prior_.size(), n_features_};
}

template <typename T>
void GaussianNaiveBayes::predict(MatrixView<const T> X, MatrixView<double> out) const {
  if (X.cols() != n_features_ || out.rows() != X.rows() || out.cols() != prior_.size()) {
    throw std::invalid_argument(
        "GaussianNaiveBayes::predict_proba: X must be [n_rows, n_features], "
        "out [n_rows, n_classes]");
  }
  check_values(X);
  for (std::size_t row = 0; row < X.rows(); ++row) {
    const auto x = X.row(row);
    const auto p = out.row(row);
    for (std::size_t c = 0; c < p.size(); ++c) {
      double squares = 0.0;
      for (std::size_t f = 0; f < n_features_; ++f) {
        const double off = static_cast<double>(x[f]) - theta_[c * n_features_ + f];
        squares += off * off / var_[c * n_features_ + f];
      }
      p[c] = constant_[c] - 0.5 * squares;
    }
    // exp(log p - log sum): the largest is taken out first, or all could underflow to 0.
    const double largest = *std::ranges::max_element(p);
    double sum = 0.0;
    for (double& value : p) {
      value = std::exp(value - largest);
      sum += value;
    }
    for (double& value : p) {
      value /= sum;
    }
  }
}

void GaussianNaiveBayes::predict_proba(MatrixView<const double> X, MatrixView<double> out) const {
  predict(X, out);
}

void GaussianNaiveBayes::predict_proba(MatrixView<const float> X, MatrixView<double> out) const {
  predict(X, out);
}

}  // namespace earmark::ml
