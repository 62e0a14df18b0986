#pragma once

#include <cstdint>

namespace earmark::ml {

inline constexpr std::uint32_t kMaxForestClasses = 254;
inline constexpr std::uint64_t kMaxMixedFloats = std::uint64_t{1} << 26U;  ///< 256 MiB in memory

/// Whether a forest of this size can be read back, before it is written.
///
/// @param n_bytes         of its file
/// @param n_mixed_floats  mixed leaves times classes, over all trees
/// @throws ModelError     naming the parameters that make a forest smaller
void require_readable_size(std::uint64_t n_bytes, std::uint64_t n_mixed_floats);

}  // namespace earmark::ml
