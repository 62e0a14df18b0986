#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "earmark/base/aligned_vector.h"

namespace earmark::dsp {

/// One pass of Stockham's algorithm: `m` groups of `s` butterflies of `radix` points.
struct FftStage {
  std::size_t radix = 0;
  std::size_t m = 0;
  std::size_t s = 0;
  std::size_t twiddles = 0;  ///< first of 2 (radix - 1) m factors (re, im) in FftTables::twiddles
  std::size_t roots = 0;  ///< first of 2 radix roots of one, for radices without code of their own
};

/// What the transform of real frames of n samples needs: an even n is a complex transform of n / 2
/// points (samples 2 i and 2 i + 1 are a complex number) and a pass that untangles it.
struct FftTables {
  std::size_t n = 0;
  std::size_t n_complex = 0;  ///< n / 2 for even n, else n
  std::vector<FftStage> stages;
  AlignedVector<float> twiddles;
  AlignedVector<float> untangle;  ///< cos, sin of -2 pi k / n for k < n_complex; even n only

  /// Floats of working memory that kernels need at most: two buffers of complex vectors.
  [[nodiscard]] std::size_t work_size() const;
};

/// Most lanes that a kernel uses: frames handled together.
inline constexpr std::size_t kMaxLanes = kSimdAlignment / sizeof(float);

/// @param n  >= 1
[[nodiscard]] std::shared_ptr<const FftTables> make_fft_tables(std::size_t n);

}  // namespace earmark::dsp
