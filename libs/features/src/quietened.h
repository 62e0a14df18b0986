#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace earmark::features {

/// `y` itself where its peak is under 2^bits, else a copy that a power of two brings under it,
/// since the powers of louder sound overflow float.
///
/// @param peak    largest magnitude of y, finite
/// @param buffer  holds the copy
[[nodiscard]] inline std::span<const float> quietened(std::span<const float> y, float peak,
                                                      int bits, std::vector<float>& buffer) {
  if (peak < std::ldexp(1.0F, bits)) {
    return y;
  }
  const float scale = std::ldexp(1.0F, bits - 1 - std::ilogb(peak));
  buffer.resize(y.size());
  std::ranges::transform(y, buffer.begin(), [&](float value) { return value * scale; });
  return buffer;
}

}  // namespace earmark::features
