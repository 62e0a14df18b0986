#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "earmark/base/aligned_vector.h"

namespace earmark::dsp {

/// One pass of Stockham's algorithm over the data: `m` groups of `s` transforms of `radix` points,
/// each of them `second` butterflies of `first` points and then `first` butterflies of `second`
/// points, whose results between stay in the first-level cache.
struct FftLevel {
  std::size_t radix = 1;  ///< first second
  std::size_t m = 1;
  std::size_t s = 1;
  std::size_t first = 1;
  std::size_t second = 1;

  // Positions in FftTables::factors of (re, im):
  std::size_t inner = 0;         ///< between the two, [second, first]
  std::size_t outer = 0;         ///< behind them, for each group [first, second]
  std::size_t first_roots = 0;   ///< roots of one, for radices without code of their own
  std::size_t second_roots = 0;  ///< the same for `second`
};

/// What the transform of real frames of n samples needs: an even n is a complex transform of n / 2
/// points (samples 2 i and 2 i + 1 are a complex number) and a step that untangles it.
struct FftTables {
  std::size_t n = 0;
  std::size_t n_complex = 0;  ///< n / 2 for even n, else n
  std::size_t largest_radix = 1;
  std::vector<FftLevel> levels;  ///< one at least
  AlignedVector<float> factors;
  AlignedVector<float> untangle;  ///< cos, sin of -2 pi k / n for k < n_complex; even n only

  /// Floats of working memory that kernels need at most: two buffers of n_complex complex vectors,
  /// three of largest_radix.
  [[nodiscard]] std::size_t work_size() const;
};

/// Most lanes that a kernel uses: frames handled together.
inline constexpr std::size_t kMaxLanes = kSimdAlignment / sizeof(float);

/// @param n  >= 1
[[nodiscard]] std::shared_ptr<const FftTables> make_fft_tables(std::size_t n);

}  // namespace earmark::dsp
