#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

struct StrangenessConfig {
  std::size_t first_column = 0;  ///< of the features that are looked at
  std::size_t n_columns = 0;     ///< how many those are, >= 1
  double shrinkage = 0.3;        ///< added to the variances, in shares of them, > 0
  double usual_share = 0.9;      ///< of unheard rows of the classes that pass for usual, in (0, 1)
  double strength = 5.0;         ///< how fast answers flatten beyond these, >= 0
};

/// How far a row lies from every class that a model learned, and how much flatter the model's
/// answer should be for it: music of no trained class is far from all of them, though one of them
/// may seem certain beside the others.
///
/// The distance is Mahalanobis's to the nearest class mean, with one covariance within classes for
/// all (Lee et al. 2018). Rows of groups that the fit did not see tell which distances are usual.
///
/// Immutable; const members are thread-safe.
class Strangeness {
 public:
  /// @param X          [any number, n_features], finite
  /// @param rows       numbers of the rows of X that are learned from, at least one
  /// @param y          class of each of these, in [0, n_classes)
  /// @param groups     group of each of these, at least two different ones: they stay together when
  ///                   rows are kept apart to find which distances are usual
  /// @throws std::invalid_argument  an argument out of range
  [[nodiscard]] static Strangeness fit(MatrixView<const float> X, std::span<const std::size_t> rows,
                                       std::span<const int> y, int n_classes,
                                       std::span<const std::string> groups,
                                       const StrangenessConfig& config);

  /// What a Strangeness consists of.
  struct Parts {
    std::size_t first_column = 0;
    std::size_t n_columns = 0;
    /// The inverse of the covariance's Cholesky factor, a lower triangle column by column: what
    /// makes columns of a row independent and of variance 1. [n_columns * (n_columns + 1) / 2]
    std::vector<float> whitening;
    std::vector<float> means;  ///< of the classes, whitened [n_classes, n_columns]
    double usual = 0.0;        ///< distances up to this one flatten nothing
    double spread = 1.0;       ///< standard deviation of usual distances
    double strength = 0.0;
  };
  /// @throws std::invalid_argument  sizes that do not fit or a value out of range
  explicit Strangeness(Parts parts);

  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] std::size_t n_classes() const { return n_classes_; }

  /// @param x  [n_features], finite
  /// @throws std::invalid_argument  x ends before the columns that are looked at
  [[nodiscard]] double distance(std::span<const float> x) const;

  /// What the scores of a row are to be divided by before their softmax:
  /// 1 + strength * max(0, distance - usual) / spread.
  [[nodiscard]] double flattening(std::span<const float> x) const;

 private:
  Parts parts_;
  std::size_t n_classes_ = 0;
};

}  // namespace earmark::ml
