#pragma once

#include <cstddef>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Running median of every row (along time) or every column (along frequency), as
/// scipy.ndimage.median_filter(mode="reflect") with size (1, kernel_size) or (kernel_size, 1): the
/// value of rank kernel_size / 2 among
///
///     x[i - kernel_size / 2], ..., x[i + (kernel_size - 1) / 2]
///
/// with the line mirrored at its ends, outermost value included (d c b a | a b c d | d c b a).
/// Results are values of S, bit for bit. Kernels of 7, 15 and 31 share the work of neighbouring
/// outputs: 32 minima and maxima an output for 31, against 120 of a sorted window that slides.
///
/// Thread-safe; process functions do not allocate after the largest input.
class MedianFilter {
 public:
  /// @param kernel_size  >= 1, even ones too
  /// @throws std::invalid_argument  kernel_size is 0
  explicit MedianFilter(std::size_t kernel_size);

  /// Working memory, owned by the caller, one for each thread.
  struct Scratch {
    AlignedVector<float> lines;
    AlignedVector<float> out;
    AlignedVector<float> window;
  };

  [[nodiscard]] std::size_t kernel_size() const { return kernel_size_; }

  /// @param S    values >= 0, +inf allowed, NaN not; not checked [n_bins, n_frames]
  /// @param out  the same shape, apart from S; the padding is overwritten
  /// Both are padded as earmark::Matrix pads.
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void along_time(MatrixView<const float> S, MatrixView<float> out, Scratch& scratch) const;
  void along_frequency(MatrixView<const float> S, MatrixView<float> out, Scratch& scratch) const;

 private:
  std::size_t kernel_size_;
};

}  // namespace earmark::dsp
