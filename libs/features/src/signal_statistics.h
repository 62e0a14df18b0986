#pragma once

#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::features {

/// Mean and population variance.
struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

/// The largest |x|; infinity or NaN where a sample is one of them; 0 of nothing.
[[nodiscard]] float largest_magnitude(std::span<const float> x);

/// Over all values of a matrix that is padded as earmark::Matrix pads; not empty.
[[nodiscard]] Moments moments(MatrixView<const float> x);

/// Over the values of one series; not empty.
[[nodiscard]] Moments moments(std::span<const float> x);

}  // namespace earmark::features
