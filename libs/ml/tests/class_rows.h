#pragma once

#include <cstddef>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"

// Rows of classes that lie apart, and a plain way to their scatter.
namespace earmark::ml::test {

inline constexpr std::size_t kColumns = 5;
inline constexpr std::size_t kFirst = 2;  // columns before those that are looked at
inline constexpr double kShrinkage = 0.3;

/// Rows of three classes, whose columns depend on one another; those before mean nothing.
struct ClassRows {
  Matrix<float> X{300, kFirst + kColumns};
  std::vector<std::size_t> numbers = std::vector<std::size_t>(300);
  std::vector<int> y;
  std::vector<std::string> groups;

  ClassRows() {
    std::iota(numbers.begin(), numbers.end(), 0U);
    std::mt19937 engine{3};
    std::normal_distribution<float> normal;
    for (std::size_t row = 0; row < X.rows(); ++row) {
      y.push_back(static_cast<int>(row % 3));
      groups.push_back("artist " + std::to_string(row / 6));
      X(row, 0) = 1000.0F * normal(engine);
      for (std::size_t c = 0; c < kColumns; ++c) {
        const float before = c == 0 ? 0.0F : X(row, kFirst + c - 1);
        X(row, kFirst + c) = 0.7F * before + normal(engine) + 4.0F * static_cast<float>(y[row]);
      }
    }
  }

  [[nodiscard]] std::span<const float> looked_at(std::size_t row) const {
    return X.row(row).subspan(kFirst, kColumns);
  }
};

using Square = std::vector<std::vector<double>>;

/// The covariance within classes, its variances grown by kShrinkage, and the class means.
inline void naive_scatter(const ClassRows& rows, Square& covariance, Square& means) {
  means.assign(3, std::vector<double>(kColumns));
  covariance.assign(kColumns, std::vector<double>(kColumns));
  const auto n = static_cast<double>(rows.y.size());
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      means[static_cast<std::size_t>(rows.y[row])][c] += 3.0 / n * rows.looked_at(row)[c];
    }
  }
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    const auto& mean = means[static_cast<std::size_t>(rows.y[row])];
    for (std::size_t i = 0; i < kColumns; ++i) {
      for (std::size_t j = 0; j < kColumns; ++j) {
        covariance[i][j] +=
            (rows.looked_at(row)[i] - mean[i]) * (rows.looked_at(row)[j] - mean[j]) / n;
      }
    }
  }
  for (std::size_t i = 0; i < kColumns; ++i) {
    covariance[i][i] *= 1.0 + kShrinkage;
  }
}

/// x with A x = b, by Gauss and Jordan.
inline std::vector<double> solved(Square a, std::vector<double> b) {
  for (std::size_t k = 0; k < b.size(); ++k) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      const double factor = i == k ? 0.0 : a[i][k] / a[k][k];
      for (std::size_t j = 0; j < b.size(); ++j) {
        a[i][j] -= factor * a[k][j];
      }
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = 0; k < b.size(); ++k) {
    b[k] /= a[k][k];
  }
  return b;
}

/// Of a row to a class, squared, by these.
inline double squared_distance(const ClassRows& rows, std::size_t row, const Square& covariance,
                               const std::vector<double>& mean) {
  std::vector<double> off(kColumns);
  for (std::size_t c = 0; c < kColumns; ++c) {
    off[c] = static_cast<double>(rows.looked_at(row)[c]) - mean[c];
  }
  const std::vector<double> whitened = solved(covariance, off);
  return std::inner_product(off.begin(), off.end(), whitened.begin(), 0.0);
}

}  // namespace earmark::ml::test
