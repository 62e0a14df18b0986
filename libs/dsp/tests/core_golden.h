#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"

namespace earmark::dsp::test {

/// The cases of tests/golden/dsp_core.txt by name.
using CoreGolden = std::map<std::string, std::vector<double>>;

inline const CoreGolden& core_golden() {
  static const CoreGolden golden = [] {
    std::ifstream in{EARMARK_GOLDEN_DIR "/dsp_core.txt"};
    if (!in) {
      throw std::runtime_error("cannot open dsp_core.txt");
    }
    std::string name;
    std::getline(in, name);  // where it came from
    CoreGolden cases;
    std::size_t n = 0;
    while (in >> name >> n) {
      std::vector<double> values(n);
      for (double& value : values) {
        in >> value;
      }
      cases[name] = std::move(values);
    }
    return cases;
  }();
  return golden;
}

/// The signal of tools/make_golden_dsp_core.py.
inline std::vector<float> core_signal(std::size_t n) {
  std::uint32_t state = 2463534242;
  std::vector<float> y(n);
  for (std::size_t i = 0; i < n; ++i) {
    state ^= state << 13U;
    state ^= state >> 17U;
    state ^= state << 5U;
    const double noise = static_cast<double>(state >> 8U) / 16777216.0 - 0.5;
    const double click = i % 700 < 20 ? 0.5 : 0.0;
    const double square = (i / 16) % 2 == 0 ? 0.25 : -0.25;
    y[i] = static_cast<float>(0.1 * noise + click * noise + square);
  }
  return y;
}

/// Largest |got - want|; infinity where shapes differ or a value is not finite.
inline double largest_difference(MatrixView<const float> got, const std::vector<double>& want) {
  if (got.rows() * got.cols() != want.size()) {
    return std::numeric_limits<double>::infinity();
  }
  double largest = 0.0;
  std::size_t i = 0;
  for (std::size_t r = 0; r < got.rows(); ++r) {
    for (const float value : got.row(r)) {
      const double difference = std::abs(static_cast<double>(value) - want[i++]);
      largest = difference >= 0.0 ? std::max(largest, difference)
                                  : std::numeric_limits<double>::infinity();
    }
  }
  return largest;
}

inline double largest_difference(const std::vector<float>& got, const std::vector<double>& want) {
  return largest_difference(MatrixView<const float>{got.data(), 1, got.size()}, want);
}

}  // namespace earmark::dsp::test
