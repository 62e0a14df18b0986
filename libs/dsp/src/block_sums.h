#pragma once

#include <cstddef>
#include <span>

namespace earmark::dsp {

/// Sum of x^2: in float over at most 16 terms a lane, above that in double.
[[nodiscard]] double sum_of_squares(std::span<const float> x);

/// How many of the neighbours x[i], x[i + 1] differ in sign, where magnitudes up to `threshold`
/// count as 0, and 0 as positive if `zero_pos`, else as a sign of its own.
[[nodiscard]] std::size_t count_sign_changes(std::span<const float> x, float threshold,
                                             bool zero_pos);

}  // namespace earmark::dsp
