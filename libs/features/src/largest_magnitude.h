#pragma once

#include <span>

namespace earmark::features {

/// The largest |x|; infinity or NaN where a sample is one of them; 0 of nothing.
[[nodiscard]] float largest_magnitude(std::span<const float> x);

}  // namespace earmark::features
