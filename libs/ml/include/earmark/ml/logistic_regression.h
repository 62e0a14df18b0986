#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/standard_scaler.h"
#include "earmark/ml/strangeness.h"

namespace earmark::ml {

/// Parameters of LogisticRegression by scikit-learn's names.
struct LogisticRegressionConfig {
  double C = 1.0;         ///< inverse of the penalty's strength, > 0
  bool balanced = false;  ///< class_weight "balanced": each class counts alike (balanced_weights of
                          ///< the sums of its rows' weights)
  double tol = 1e-6;      ///< of the gradient, in shares of the parameters' size, > 0
  std::size_t max_iter = 1000;  ///< >= 1

  /// @throws std::invalid_argument  naming the parameter out of its range
  void validate() const;
};

/// Multinomial logistic regression with an L2 penalty on the coefficients, not the intercepts:
///
///     p(c | x) = softmax over c of (coefficients[c] x + intercepts[c])
///     minimises  C sum_i w_i (-log p(y_i | x_i)) + 1/2 |coefficients|^2
///
/// the minimum of sklearn.linear_model.LogisticRegression, found by L-BFGS (Nocedal 1980) from
/// zero. Immutable; const members are thread-safe.
class LogisticRegression {
 public:
  /// Called after each step with its number from 1; what it throws ends fit().
  using OnIteration = std::function<void(std::size_t)>;

  /// @param X              rows [n_samples, n_features], finite
  /// @param y              class of each row, in [0, n_classes); each class must occur
  /// @param n_classes      2 to 65536
  /// @param sample_weight  empty, or one weight >= 0 a row, not all 0 within a class
  /// @throws std::invalid_argument  an argument out of range
  /// @throws DataError  kind "model": X is so large that the sums overflow
  [[nodiscard]] static LogisticRegression fit(MatrixView<const double> X, std::span<const int> y,
                                              int n_classes, std::span<const double> sample_weight,
                                              const LogisticRegressionConfig& config,
                                              const OnIteration& on_iteration = {});

  /// From known parameters.
  /// @param coefficients  [n_classes, n_features]
  /// @param intercepts    [n_classes]
  /// @throws std::invalid_argument  sizes that do not fit or values not finite
  LogisticRegression(std::vector<double> coefficients, std::vector<double> intercepts);

  /// The model that gives for x what this one gives for scaler.transform(x).
  /// @throws std::invalid_argument  a scaler of other columns
  [[nodiscard]] LogisticRegression before_scaling(const StandardScaler& scaler) const;

  /// What softmax is taken of.
  /// @param x    [n_features], finite
  /// @param out  [n_classes]
  /// @throws std::invalid_argument  a wrong size
  void decision_function(std::span<const float> x, std::span<double> out) const;

  /// Probability of each class for each row: finite, adding to 1; of a model with a strangeness()
  /// the flatter the stranger the row is.
  /// @param X    [n_rows, n_features], finite
  /// @param out  [n_rows, n_classes]
  /// @throws std::invalid_argument  a wrong shape
  void predict_proba(MatrixView<const float> X, MatrixView<double> out) const;

  [[nodiscard]] int n_classes() const { return static_cast<int>(intercepts_.size()); }
  [[nodiscard]] std::size_t n_features() const { return coefficients_.size() / intercepts_.size(); }
  /// [n_classes, n_features]
  [[nodiscard]] MatrixView<const double> coefficients() const;
  [[nodiscard]] std::span<const double> intercepts() const { return intercepts_; }

  /// What the classes and columns stand for; empty unless named() said it or the file did.
  [[nodiscard]] const ModelNames& names() const { return names_; }
  /// This model with names.
  /// @throws std::invalid_argument  genres that are neither none nor one different name a class
  [[nodiscard]] LogisticRegression named(ModelNames names) &&;

  /// How strange a row is to the model; none unless flattened_by() said it or the file did.
  [[nodiscard]] const std::optional<Strangeness>& strangeness() const { return strangeness_; }
  /// This model with scores divided by what the strangeness of a row says.
  /// @throws std::invalid_argument  a strangeness of more columns than the model's
  [[nodiscard]] LogisticRegression flattened_by(Strangeness strangeness) &&;

  /// The model as a file's content (docs/formats/logistic-regression.md).
  /// @throws DataError  from_bytes() would refuse it: larger than half of kMaxFileBytes, over 65536
  ///                    features or classes, a value over 1e100
  [[nodiscard]] std::vector<std::byte> to_bytes() const;
  /// @throws BundleError  bytes that are not a whole, sound file
  [[nodiscard]] static LogisticRegression from_bytes(std::span<const std::byte> bytes);
  /// Writes to_bytes() atomically. @throws IoError, and as to_bytes()
  void save(const std::filesystem::path& path) const;
  /// @throws BundleError, IoError
  [[nodiscard]] static LogisticRegression load(const std::filesystem::path& path);

  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 26U;

 private:
  std::vector<double> coefficients_;
  std::vector<double> intercepts_;
  ModelNames names_;
  std::optional<Strangeness> strangeness_;
};

/// Turns a row of scores into probabilities in place: exp(score), scaled to add to 1.
/// @return  log sum exp(score), what was taken off each score's logarithm
double softmax(std::span<double> row);

}  // namespace earmark::ml
