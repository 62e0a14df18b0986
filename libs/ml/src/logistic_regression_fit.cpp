#include <lbfgs.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>

#include "earmark/ml/balanced_weights.h"
#include "earmark/ml/logistic_regression.h"
#include "model_file.h"

namespace earmark::ml {
namespace {

constexpr int kMostClasses = 65536;

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"LogisticRegression: "} + rule);
  }
}

void check(MatrixView<const double> X, std::span<const int> y, int n_classes,
           std::span<const double> weights) {
  require(X.rows() > 0 && X.cols() > 0, "X must have rows and columns");
  require(n_classes >= 2 && n_classes <= kMostClasses, "n_classes must lie in [2, 65536]");
  require(y.size() == X.rows(), "y must have one class a row");
  require(std::ranges::all_of(y, [&](int c) { return c >= 0 && c < n_classes; }),
          "y must lie in [0, n_classes)");
  require(weights.empty() || weights.size() == X.rows(),
          "sample_weight must be empty or have one weight a row");
  require(std::ranges::all_of(weights, [](double w) { return w >= 0.0 && std::isfinite(w); }),
          "sample_weight must be finite and >= 0");
  for (std::size_t r = 0; r < X.rows(); ++r) {
    require(std::ranges::all_of(X.row(r), [](double x) { return std::isfinite(x); }),
            "X must be finite");
  }
}

/// Each row's weight, the classes made to count alike where that is asked for.
std::vector<double> row_weights(std::span<const int> y, int n_classes,
                                std::span<const double> sample_weight, bool balanced) {
  std::vector<double> weights(y.size(), 1.0);
  std::ranges::copy(sample_weight, weights.begin());
  std::vector<double> of_class(static_cast<std::size_t>(n_classes), 0.0);
  for (std::size_t r = 0; r < y.size(); ++r) {
    of_class[static_cast<std::size_t>(y[r])] += weights[r];
  }
  require(std::ranges::all_of(of_class, [](double w) { return w > 0.0; }),
          "each class must have a row with a weight above 0");
  if (balanced) {
    const std::vector<double> factors = balanced_weights(of_class);
    for (std::size_t r = 0; r < y.size(); ++r) {
      weights[r] *= factors[static_cast<std::size_t>(y[r])];
    }
  }
  return weights;
}

/// The function that is minimised, over parameters [n_features + 1, n_classes], intercepts last:
/// that of the header over C times the sum of weights, which keeps its values near one.
class Objective {
 public:
  Objective(MatrixView<const double> X, std::span<const int> y, std::vector<double> weights,
            std::size_t n_classes, double C)
      : X_{X},
        y_{y},
        weights_{std::move(weights)},
        scores_(n_classes),
        total_{std::accumulate(weights_.begin(), weights_.end(), 0.0)},
        penalty_{1.0 / (C * total_)} {}

  [[nodiscard]] std::size_t n_parameters() const { return (X_.cols() + 1) * scores_.size(); }

  double operator()(const double* parameters, double* gradient) {
    const std::size_t n_classes = scores_.size();
    const std::size_t n_coefficients = X_.cols() * n_classes;
    double value = 0.0;
    for (std::size_t i = 0; i < n_coefficients; ++i) {
      value += 0.5 * penalty_ * parameters[i] * parameters[i];
      gradient[i] = penalty_ * parameters[i];
    }
    std::fill_n(gradient + n_coefficients, n_classes, 0.0);
    for (std::size_t r = 0; r < X_.rows(); ++r) {
      value += add_row(r, parameters, gradient);
    }
    return value;
  }

 private:
  /// The row's share of the value; its share of the gradient is added.
  double add_row(std::size_t r, const double* parameters, double* gradient) {
    const std::span<const double> x = X_.row(r);
    const std::size_t n_classes = scores_.size();
    const double* intercepts = parameters + x.size() * n_classes;
    std::copy_n(intercepts, n_classes, scores_.begin());
    for (std::size_t f = 0; f < x.size(); ++f) {
      for (std::size_t c = 0; c < n_classes; ++c) {
        scores_[c] += x[f] * parameters[f * n_classes + c];
      }
    }
    const auto truth = static_cast<std::size_t>(y_[r]);
    const double of_truth = scores_[truth];
    const double loss = softmax(scores_) - of_truth;
    const double weight = weights_[r] / total_;
    scores_[truth] -= 1.0;
    double* of_intercepts = gradient + x.size() * n_classes;
    for (std::size_t c = 0; c < n_classes; ++c) {
      scores_[c] *= weight;
      of_intercepts[c] += scores_[c];
    }
    for (std::size_t f = 0; f < x.size(); ++f) {
      for (std::size_t c = 0; c < n_classes; ++c) {
        gradient[f * n_classes + c] += x[f] * scores_[c];
      }
    }
    return weight * loss;
  }

  MatrixView<const double> X_;
  std::span<const int> y_;
  std::vector<double> weights_;
  std::vector<double> scores_;
  double total_;
  double penalty_;
};

/// What liblbfgs calls back with. Exceptions must not pass through C: the first one waits here.
struct Run {
  Objective objective;
  const LogisticRegression::OnIteration& on_iteration;
  std::exception_ptr failure;
  bool overflows = false;
};

double evaluate(void* instance, const double* x, double* gradient, int n, double /*step*/) {
  Run& run = *static_cast<Run*>(instance);
  const double value = run.objective(x, gradient);
  // Where these are not finite liblbfgs gives up at the last point that it liked, maybe the start.
  const double squares = std::inner_product(gradient, gradient + n, gradient, 0.0);
  run.overflows = run.overflows || !std::isfinite(value) || !std::isfinite(squares);
  return value;
}

int progress(void* instance, const double* /*x*/, const double* /*g*/, double /*fx*/,
             double /*xnorm*/, double /*gnorm*/, double /*step*/, int /*n*/, int k, int /*ls*/) {
  Run& run = *static_cast<Run*>(instance);
  if (!run.on_iteration) {
    return 0;
  }
  try {
    run.on_iteration(static_cast<std::size_t>(k));
  } catch (...) {
    run.failure = std::current_exception();
    return 1;
  }
  return 0;
}

std::vector<double> minimise(Run& run, const LogisticRegressionConfig& config) {
  const auto n = static_cast<int>(run.objective.n_parameters());
  const auto free = [](double* values) { ::lbfgs_free(values); };
  const std::unique_ptr<double, decltype(free)> x{::lbfgs_malloc(n), free};
  if (x == nullptr) {
    throw std::bad_alloc{};
  }
  std::fill_n(x.get(), n, 0.0);
  lbfgs_parameter_t parameters{};
  ::lbfgs_parameter_init(&parameters);
  parameters.m = 10;
  parameters.epsilon = config.tol;
  parameters.max_iterations =
      static_cast<int>(std::min<std::size_t>(config.max_iter, std::numeric_limits<int>::max()));
  // Near the minimum rounding may leave no step that is better: then it is the minimum. The other
  // errors are of arguments, which are right, or of a function that is not finite.
  (void)::lbfgs(n, x.get(), nullptr, &evaluate, &progress, &run, &parameters);
  if (run.failure != nullptr) {
    std::rethrow_exception(run.failure);
  }
  if (run.overflows) {
    throw ModelError("logistic regression finds no minimum: the features are too large");
  }
  return {x.get(), x.get() + n};
}

}  // namespace

LogisticRegression LogisticRegression::fit(MatrixView<const double> X, std::span<const int> y,
                                           int n_classes, std::span<const double> sample_weight,
                                           const LogisticRegressionConfig& config,
                                           const OnIteration& on_iteration) {
  config.validate();
  check(X, y, n_classes, sample_weight);
  const auto n = static_cast<std::size_t>(n_classes);
  Run run{{X, y, row_weights(y, n_classes, sample_weight, config.balanced), n, config.C},
          on_iteration,
          nullptr};
  const std::vector<double> found = minimise(run, config);
  std::vector<double> coefficients(X.cols() * n);
  for (std::size_t f = 0; f < X.cols(); ++f) {
    for (std::size_t c = 0; c < n; ++c) {
      coefficients[c * X.cols() + f] = found[f * n + c];
    }
  }
  std::vector<double> intercepts(found.end() - n_classes, found.end());
  return {std::move(coefficients), std::move(intercepts)};
}

}  // namespace earmark::ml
