#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::ml {

/// What makes rows of several classes independent and of variance 1 within a class, as
/// Strangeness::Parts has it, and the means of the classes that have rows, so whitened.
struct WhitenedClasses {
  std::vector<float> whitening;  ///< a lower triangle, column by column
  std::vector<float> means;      ///< [classes with rows, n_columns]
};

/// Sums over rows of several classes from which their covariance within classes follows. Sums over
/// two parts of the rows add up to those of both.
class ClassScatter {
 public:
  /// @param origin  a row of the data, taken off all of them so that squares stay small
  ClassScatter(std::size_t n_classes, std::span<const float> origin);

  void add(std::span<const float> row, std::size_t label);
  /// @param other  of the same origin
  void add(const ClassScatter& other);

  /// Of the covariance within classes, its variances grown by a share of them.
  /// Needs at least one row.
  [[nodiscard]] WhitenedClasses whiten(double shrinkage) const;

 private:
  [[nodiscard]] std::size_t n_columns() const { return origin_.size(); }
  [[nodiscard]] std::vector<double> covariance(double shrinkage) const;

  std::vector<float> origin_;
  std::vector<double> n_rows_;   ///< a class each
  std::vector<double> sums_;     ///< [n_classes, n_columns]
  std::vector<double> squares_;  ///< the upper triangle of the sum of outer products, row by row
};

}  // namespace earmark::ml
