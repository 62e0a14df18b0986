#pragma once

#include <cstddef>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark {

/// Owning row-major matrix made for SIMD: every row starts on a 64-byte boundary and is padded to
/// a whole number of cache lines, so code may read and write whole vectors past cols() up to
/// stride(). New elements, the padding too, are zero; the padding's values mean nothing.
template <typename T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols) { resize(rows, cols); }

  /// Gives the matrix another shape; keeps its memory where that suffices. Contents become zero.
  void resize(std::size_t rows, std::size_t cols) {
    constexpr std::size_t kStep = kSimdAlignment / sizeof(T);
    rows_ = rows;
    cols_ = cols;
    stride_ = (cols + kStep - 1) / kStep * kStep;
    values_.assign(rows_ * stride_, T{});
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t cols() const { return cols_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] MatrixView<T> view() { return {values_.data(), rows_, cols_, stride_}; }
  [[nodiscard]] MatrixView<const T> view() const { return {values_.data(), rows_, cols_, stride_}; }
  [[nodiscard]] std::span<T> row(std::size_t r) { return view().row(r); }
  [[nodiscard]] std::span<const T> row(std::size_t r) const { return view().row(r); }
  [[nodiscard]] T& operator()(std::size_t r, std::size_t c) { return view()(r, c); }
  [[nodiscard]] const T& operator()(std::size_t r, std::size_t c) const { return view()(r, c); }

 private:
  AlignedVector<T> values_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::size_t stride_ = 0;
};

}  // namespace earmark
