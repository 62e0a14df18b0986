#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::ml {

/// Fisher and Yates.
inline void shuffle(std::vector<std::size_t>& order, Rng& rng) {
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace earmark::ml
