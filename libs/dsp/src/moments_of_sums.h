#pragma once

#include <algorithm>

#include "earmark/dsp/moments.h"

namespace earmark::dsp {

/// Of n values, by their sum and the sum of their squares.
[[nodiscard]] inline Moments moments_of_sums(double sum, double squares, double n) {
  const double mean = sum / n;
  return {.mean = mean, .variance = std::max(0.0, squares / n - mean * mean)};
}

}  // namespace earmark::dsp
