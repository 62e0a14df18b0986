#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace earmark::test {

/// Over the length of the shorter one: energy of the difference over the energy of `b`, in dB.
inline double error_db(std::span<const float> a, std::span<const float> b) {
  double error = 0;
  double energy = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    error += difference * difference;
    energy += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return 10 * std::log10(error / energy);
}

}  // namespace earmark::test
