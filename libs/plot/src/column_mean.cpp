#include "earmark/plot/column_mean.h"

#include <algorithm>

#include "require.h"

namespace earmark::plot {

ColumnMean::ColumnMean(std::size_t n_rows, std::size_t n_columns)
    : n_rows_{n_rows}, n_columns_{n_columns}, capacity_{2 * n_columns} {
  require(n_rows >= 1, "column_mean: n_rows must be >= 1");
  require(n_columns >= 1, "column_mean: n_columns must be >= 1");
  sums_.assign(n_rows_ * capacity_, 0.0);
}

void ColumnMean::add(MatrixView<const float> frames) {
  require(frames.rows() == n_rows_, "column_mean: frames must have n_rows rows");
  for (std::size_t t = 0; t < frames.cols(); ++t) {
    if (n_frames_ == capacity_ * frames_a_column_) {
      halve();
    }
    double* const column = sums_.data() + n_frames_ / frames_a_column_;
    for (std::size_t r = 0; r < n_rows_; ++r) {
      column[r * capacity_] += static_cast<double>(frames(r, t));
    }
    ++n_frames_;
  }
}

void ColumnMean::halve() {
  for (std::size_t r = 0; r < n_rows_; ++r) {
    double* const row = sums_.data() + r * capacity_;
    for (std::size_t c = 0; c < n_columns_; ++c) {
      row[c] = row[2 * c] + row[2 * c + 1];
    }
    std::fill(row + n_columns_, row + capacity_, 0.0);
  }
  frames_a_column_ *= 2;
}

Matrix<float> ColumnMean::columns(std::size_t n) const {
  require(n >= 1 && n <= n_columns_, "column_mean: n must lie in [1, n_columns]");
  const std::size_t n_out = std::min(n_frames_, n);
  Matrix<float> out{n_rows_, n_out};
  const auto step = static_cast<double>(frames_a_column_);
  for (std::size_t j = 0; j < n_out; ++j) {
    // In frames; the products are exact, so that borders of n_out = n_frames_ are whole.
    const double begin = static_cast<double>(j * n_frames_) / static_cast<double>(n_out);
    const double end = static_cast<double>((j + 1) * n_frames_) / static_cast<double>(n_out);
    for (std::size_t r = 0; r < n_rows_; ++r) {
      const double* const row = sums_.data() + r * capacity_;
      double sum = 0;
      for (auto c = static_cast<std::size_t>(begin / step);
           c < capacity_ && static_cast<double>(c) * step < end; ++c) {
        const double from = static_cast<double>(c) * step;
        const double to = std::min(from + step, static_cast<double>(n_frames_));
        const double overlap = std::min(to, end) - std::max(from, begin);
        sum += row[c] * (overlap / (to - from));
      }
      out(r, j) = static_cast<float>(sum / (end - begin));
    }
  }
  return out;
}

}  // namespace earmark::plot
