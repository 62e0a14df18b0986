#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>

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
  ~Matrix() = default;
  Matrix(const Matrix&) = default;
  Matrix& operator=(const Matrix&) = default;
  /// Leaves `other` without rows and columns.
  Matrix(Matrix&& other) noexcept { swap(other); }
  Matrix& operator=(Matrix&& other) noexcept {
    Matrix{std::move(other)}.swap(*this);
    return *this;
  }

  /// Gives the matrix another shape; keeps its memory where that suffices. Contents become zero.
  /// @throws std::length_error, std::bad_alloc  too large; the matrix is then without rows and
  ///                                            columns
  void resize(std::size_t rows, std::size_t cols) {
    constexpr std::size_t kStep = kSimdAlignment / sizeof(T);
    rows_ = cols_ = stride_ = 0;
    const std::size_t stride = cols / kStep * kStep + (cols % kStep == 0 ? 0 : kStep);
    if (stride < cols || (stride > 0 && rows > values_.max_size() / stride)) {
      throw std::length_error("Matrix: the shape is larger than memory can be");
    }
    values_.assign(rows * stride, T{});
    rows_ = rows;
    cols_ = cols;
    stride_ = stride;
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
  void swap(Matrix& other) noexcept {
    values_.swap(other.values_);
    std::swap(rows_, other.rows_);
    std::swap(cols_, other.cols_);
    std::swap(stride_, other.stride_);
  }

  AlignedVector<T> values_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::size_t stride_ = 0;
};

}  // namespace earmark
