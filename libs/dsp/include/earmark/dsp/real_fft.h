#pragma once

#include <cstddef>
#include <memory>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

struct FftTables;

/// Discrete Fourier transform of real frames, many at a time, and its inverse:
///
///     X[k, t] = sum over i of x[i, t] e^(-2 pi j i k / n),  k = 0 ... n / 2
///
/// as numpy.fft.rfft and irfft along axis 0, in float. Frames lie side by side, one in each lane
/// of a vector, so a frame's result has the same bits whatever frames stand beside it.
///
/// Any n: O(n log n) where n has no prime factor above 5, and O(n p) for a largest prime factor p
/// otherwise; correct but slow for a large prime. Even n takes half the work of odd n.
///
/// Stockham's self-sorting algorithm in passes of two radices (8, 5, 4, 3, 2 have code of their
/// own) with what lies between them in the first-level cache: Van Loan, "Computational Frameworks
/// for the Fast Fourier Transform", 1992.
///
/// Thread-safe; copies share their tables.
class RealFft {
 public:
  /// @param n  samples of a frame, >= 1
  /// @throws std::invalid_argument  n is 0
  explicit RealFft(std::size_t n);

  /// Working memory, owned by the caller, one for each thread; after the first call with the
  /// largest plan nothing is allocated.
  struct Scratch {
    AlignedVector<float> work;
  };

  [[nodiscard]] std::size_t n() const { return n_; }
  [[nodiscard]] std::size_t n_bins() const { return n_ / 2 + 1; }

  /// Spectra of frames.
  ///
  /// @param x       [n, n_frames]
  /// @param re, im  [n_bins, n_frames], apart from x and each other
  /// All are padded as earmark::Matrix pads; the padding of re and im is overwritten.
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void forward(MatrixView<const float> x, MatrixView<float> re, MatrixView<float> im,
               Scratch& scratch) const;

  /// Frames of spectra, scaled by 1 / n, so that inverse undoes forward. The imaginary parts of
  /// bin 0 and (for even n) of the last bin are taken as 0, as numpy takes them.
  ///
  /// @param re, im  [n_bins, n_frames]
  /// @param x       [n, n_frames], apart from re and im
  /// All are padded as earmark::Matrix pads; the padding of x is overwritten.
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void inverse(MatrixView<const float> re, MatrixView<const float> im, MatrixView<float> x,
               Scratch& scratch) const;

 private:
  std::size_t n_;
  std::shared_ptr<const FftTables> tables_;
};

}  // namespace earmark::dsp
