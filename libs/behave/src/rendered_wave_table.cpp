#include "rendered_wave_table.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace earmark::behave {
namespace {

constexpr std::size_t kSize = 512;
constexpr double kHighestHz = 7000;
constexpr int kMostHarmonics = 60;

}  // namespace

WaveTable::WaveTable(double hz, const std::function<double(int k)>& gain) : period_(kSize + 1) {
  const int n = std::clamp(static_cast<int>(kHighestHz / hz), 1, kMostHarmonics);
  for (int k = 1; k <= n; ++k) {
    const double level = gain(k);
    const double step = 2 * std::numbers::pi * k / kSize;
    for (std::size_t i = 0; i <= kSize; ++i) {
      period_[i] += level * std::sin(step * static_cast<double>(i));
    }
  }
}

double WaveTable::at(double turns) const {
  const double place = (turns - std::floor(turns)) * kSize;
  const std::size_t i = std::min(static_cast<std::size_t>(place), kSize - 1);
  const double part = place - static_cast<double>(i);
  return (1 - part) * period_[i] + part * period_[i + 1];
}

}  // namespace earmark::behave
