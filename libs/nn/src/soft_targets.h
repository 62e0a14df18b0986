#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark::nn {

/// What each patch of a batch is to be taken for: of each genre, weight times probability, shape
/// [n, n_classes]. Patch i is, by its share, of genre labels[i]; the rest of it is the patch after
/// it (the last one's is the first), as augment() mixes them.
///
/// @param weights    shape [n]; empty for 1 each
/// @param shares     shape [n], in [0, 1]
/// @param smoothing  share of each probability that is spread over all genres, in [0, 1)
[[nodiscard]] std::vector<float> soft_targets(std::span<const std::uint32_t> labels,
                                              std::span<const float> weights,
                                              std::span<const float> shares, std::size_t n_classes,
                                              double smoothing);

}  // namespace earmark::nn
