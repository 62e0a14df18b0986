#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>

#include "earmark/base/errors.h"

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

/// Finite samples near the largest float overflow in a resampling filter.
/// @throws DecodeError  kind "decode", naming the sound
inline void require_no_overflow(std::span<const float> resampled, const std::string& name) {
  if (!all_finite(resampled)) {
    throw DecodeError{"cannot read " + name +
                      ": it is too loud to be resampled; its samples overflow"};
  }
}

}  // namespace earmark::audio
