#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix.h"
#include "earmark/base/matrix_view.h"

namespace earmark::inference {

/// A dense layer of 8-bit weights, y = scale * x (integers - zero) + bias. The integers are kept as
/// they are, a quarter of the floats' memory and of what every patch fetches; a strip of columns is
/// unpacked to floats at a time, and serves all rows. Immutable, thread-safe.
class LinearLayer {
 public:
  /// Columns that are computed together.
  static constexpr std::size_t kStrip = 32;

  struct Kernel {
    std::span<const std::int8_t> integers;
    float scale = 1.0F;
    std::int8_t zero = 0;
  };

  /// Working memory of apply(), owned by the caller, one for each thread. It fits any layer; after
  /// the first of the largest one apply() does not allocate.
  struct Scratch {
    AlignedVector<float> weights;
    Matrix<float> sums;
  };

  LinearLayer() = default;

  /// @param kernel  integers [n_inner, n_cols], row by row
  /// @param bias    [n_cols], not empty
  /// @throws std::invalid_argument  integers are no whole number of rows of n_cols, or there are
  /// none
  LinearLayer(const Kernel& kernel, std::vector<float> bias);

  [[nodiscard]] std::size_t n_inner() const { return n_inner_; }
  [[nodiscard]] std::size_t n_cols() const { return bias_.size(); }

  /// @param x  [n_rows, n_inner()]
  /// @param y  [n_rows, n_cols()]
  /// @throws std::invalid_argument  a wrong shape
  void apply(MatrixView<const float> x, Scratch& scratch, MatrixView<float> y) const;

 private:
  std::size_t n_inner_ = 0;
  std::vector<std::int8_t> strips_;  ///< [n_strips, n_inner, kStrip], padded with zero_
  float scale_ = 1.0F;
  std::int8_t zero_ = 0;
  std::vector<float> bias_;
};

}  // namespace earmark::inference
