#pragma once

#include <cstddef>

#include "earmark/base/matrix.h"

namespace earmark::dsp {

/// Scaling of a cosine transform, as scipy.fft.dct's norm: kNone ("backward") or kOrtho.
enum class DctNorm { kNone, kOrtho };

/// Parameters of a discrete cosine transform; names as scipy.fft.dct's.
struct DctConfig {
  std::size_t n_in = 128;   ///< length of the input, >= 1, >= 2 for type 1
  std::size_t n_out = 128;  ///< how many coefficients to keep, 1 to n_in
  int type = 2;             ///< 1 to 4
  DctNorm norm = DctNorm::kOrtho;

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// The first coefficients of discrete cosine transforms down the columns of a matrix, as
/// scipy.fft.dct(x, type, axis=-2, norm)[:n_out].
///
/// Thread-safe; process() does not allocate.
class Dct {
 public:
  /// @throws std::invalid_argument  as DctConfig::validate
  explicit Dct(const DctConfig& config = {});

  /// @param x    [n_in, n_frames], rows padded as earmark::Matrix pads
  /// @param out  [n_out, n_frames], padded, apart from x; the padding is overwritten
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> x, MatrixView<float> out) const;

  /// The transform as a matrix [n_out, n_in].
  [[nodiscard]] MatrixView<const float> matrix() const { return matrix_.view(); }

 private:
  Matrix<float> matrix_;
};

}  // namespace earmark::dsp
