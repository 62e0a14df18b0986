#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace earmark::audio {

/// Whether no sample is NaN or infinite. A loop without a branch, so that compilers vectorise it.
[[nodiscard]] inline bool all_finite(std::span<const float> samples) {
  constexpr std::uint32_t kExponent = 0x7F800000U;  // all ones in infinity and NaN
  std::uint32_t n_odd = 0;
  for (const float sample : samples) {
    n_odd +=
        static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(sample) & kExponent) == kExponent);
  }
  return n_odd == 0;
}

}  // namespace earmark::audio
