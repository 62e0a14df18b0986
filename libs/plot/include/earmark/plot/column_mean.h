#pragma once

#include <cstddef>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/base/matrix_view.h"

namespace earmark::plot {

/// Reduces a stream of frames to as many columns as a picture has, in memory that does not grow
/// with the stream. Frames are kept one by one up to a capacity; whenever that is reached,
/// neighbours are added in pairs, so that each column then stands for twice as many frames.
///
/// Not thread-safe.
class ColumnMean {
 public:
  /// @param n_rows     values of a frame, >= 1
  /// @param n_columns  the most that columns() can give, >= 1
  /// @throws std::invalid_argument
  ColumnMean(std::size_t n_rows, std::size_t n_columns);

  /// @param frames  [n_rows, any number], finite
  /// @throws std::invalid_argument  another number of rows
  void add(MatrixView<const float> frames);

  [[nodiscard]] std::size_t n_frames() const { return n_frames_; }

  /// The frames as they came where there are at most `n`; else n columns of equal duration, each
  /// the mean of the frames in it, one that lies across a border counting for either side by its
  /// share. That is exact to rounding up to twice the constructor's n_columns frames; beyond, the
  /// share is that of the 2, 4, ... frames that have been added up.
  /// @param n  1 to n_columns
  /// @return   [n_rows, min(n_frames(), n)]
  /// @throws std::invalid_argument  n out of range
  [[nodiscard]] Matrix<float> columns(std::size_t n) const;

 private:
  void halve();

  std::size_t n_rows_;
  std::size_t n_columns_;
  std::size_t capacity_;
  std::vector<double> sums_;  // [n_rows, capacity]
  std::size_t frames_a_column_ = 1;
  std::size_t n_frames_ = 0;
};

}  // namespace earmark::plot
