#pragma once

#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Mean and population variance.
struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

/// Over all values of a matrix, summed in double.
/// @throws std::invalid_argument  x is empty
///
/// Thread-safe, does not allocate.
[[nodiscard]] Moments moments(MatrixView<const float> x);

/// Over the values of one series.
[[nodiscard]] Moments moments(std::span<const float> x);

}  // namespace earmark::dsp
