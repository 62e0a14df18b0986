#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/ml/model_names.h"

namespace earmark::ml {

/// Parameters of GaussianNaiveBayes by scikit-learn's names.
struct GaussianNaiveBayesConfig {
  std::vector<double>
      priors;  ///< [n_classes], adding to 1 within 1e-5; empty: the classes' weights in y
  double var_smoothing = 1e-9;  ///< share of the largest variance that is added to all

  /// @throws std::invalid_argument  naming the parameter out of its range
  void validate() const;
};

/// Gaussian naive Bayes: within a class, features are independent and normal.
///
///     log p(c | x) = log prior[c] - 1/2 sum_f (log(2 pi var[c,f]) + (x[f] - theta[c,f])^2 /
///     var[c,f]) + const
///
/// equal to sklearn.naive_bayes.GaussianNB. Immutable; const members are thread-safe.
class GaussianNaiveBayes {
 public:
  /// @param X              rows [n_samples, n_features], finite, no larger than a float holds; at
  ///                       most 65536 features
  /// @param y              class of each row, in [0, n_classes); each class must occur
  /// @param n_classes      1 to 65536
  /// @param sample_weight  empty, or one weight >= 0 a row, not all 0 within a class
  /// @throws std::invalid_argument  an argument out of range
  /// @throws DataError  kind "model": a smoothed variance outside [1e-200, 1e300]
  [[nodiscard]] static GaussianNaiveBayes fit(MatrixView<const double> X, std::span<const int> y,
                                              int n_classes, std::span<const double> sample_weight,
                                              const GaussianNaiveBayesConfig& config);

  /// Probability of each class for each row: finite, adding to 1.
  /// @param X    [n_rows, n_features], finite, no larger than a float holds
  /// @param out  [n_rows, n_classes]
  /// @throws std::invalid_argument  a wrong shape or a value out of range
  void predict_proba(MatrixView<const double> X, MatrixView<double> out) const;
  /// The same for a float table, computed in double.
  void predict_proba(MatrixView<const float> X, MatrixView<double> out) const;

  [[nodiscard]] int n_classes() const { return static_cast<int>(prior_.size()); }
  [[nodiscard]] std::size_t n_features() const { return n_features_; }
  [[nodiscard]] std::span<const double> class_prior() const { return prior_; }
  /// Means and (smoothed) variances, [n_classes, n_features].
  [[nodiscard]] MatrixView<const double> theta() const;
  [[nodiscard]] MatrixView<const double> var() const;

  /// What the classes and columns stand for; empty unless named() said it or the file did.
  [[nodiscard]] const ModelNames& names() const { return names_; }
  /// This model with names.
  /// @throws std::invalid_argument  genres that are neither none nor one different name a class
  [[nodiscard]] GaussianNaiveBayes named(ModelNames names) &&;

  /// The model as a file's content (docs/formats/naive-bayes.md).
  /// @throws DataError  it would be larger than kMaxFileBytes
  [[nodiscard]] std::vector<std::byte> to_bytes() const;
  /// @throws BundleError  bytes that are not a whole, sound file
  [[nodiscard]] static GaussianNaiveBayes from_bytes(std::span<const std::byte> bytes);
  /// Writes to_bytes() atomically. @throws IoError, and as to_bytes()
  void save(const std::filesystem::path& path) const;
  /// @throws BundleError, IoError
  [[nodiscard]] static GaussianNaiveBayes load(const std::filesystem::path& path);

  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 26U;

 private:
  GaussianNaiveBayes(std::vector<double> prior, std::vector<double> theta, std::vector<double> var);
  template <typename T>
  void predict(MatrixView<const T> X, MatrixView<double> out) const;

  std::size_t n_features_;
  std::vector<double> prior_;
  std::vector<double> theta_;
  std::vector<double> var_;
  ModelNames names_;
  std::vector<double> constant_;  ///< [n_classes]: what does not depend on x
};

}  // namespace earmark::ml
