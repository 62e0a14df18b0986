#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/dsp/moments.h"

namespace earmark::dsp::test {

/// By plain loops: the mean first, then the squares about it.
template <typename T>
Moments naive_moments(std::span<const T> x) {
  double sum = 0.0;
  for (const double value : x) {
    sum += value;
  }
  const double mean = sum / static_cast<double>(x.size());
  double squares = 0.0;
  for (const double value : x) {
    squares += (value - mean) * (value - mean);
  }
  return {mean, squares / static_cast<double>(x.size())};
}

template <typename T>
Moments naive_moments(const std::vector<T>& x) {
  return naive_moments(std::span<const T>{x});
}

}  // namespace earmark::dsp::test
