#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/augment/sound.h"
#include "earmark/base/rng.h"

namespace earmark::augment {

/// Cuts the sound into order.size() parts of equal length (to a frame) and puts them together
/// anew: part order[0] first. All samples are kept, none is changed, so joins may click.
/// @param order  each of 0 ... order.size() - 1 once
/// @throws std::invalid_argument  `order` is no such order; Sound::validate
[[nodiscard]] Sound reorder(const Sound& sound, std::span<const std::size_t> order);

/// An order of `n_parts` other than their own, all such orders being equally likely.
/// @throws std::invalid_argument  under two parts
[[nodiscard]] std::vector<std::size_t> random_order(std::size_t n_parts, Rng& rng);

}  // namespace earmark::augment
