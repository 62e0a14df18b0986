#include "earmark/plot/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "require.h"

namespace earmark::plot {
namespace {

constexpr double kMinute = 60;
constexpr double kHour = 3600;

void require_range(double low, double high, std::size_t n_max) {
  require(std::isfinite(low) && std::isfinite(high) && low < high,
          "ticks: low must be less than high, both finite");
  require(n_max >= 2, "ticks: n_max must be >= 2");
}

/// The multiples of `step` within a range.
class Multiples {
 public:
  Multiples(double low, double high, double step)
      // A bound that is a multiple but for rounding is one.
      : step_{step},
        first_{std::ceil(low / step - 1e-9)},
        count_{std::max(0.0, std::floor(high / step + 1e-9) - first_ + 1)} {}

  /// Not whole numbers of a type, for there may be more than it holds.
  [[nodiscard]] double count() const { return count_; }
  [[nodiscard]] double operator[](std::size_t i) const {
    return (first_ + static_cast<double>(i)) * step_;
  }

 private:
  double step_;
  double first_;
  double count_;
};

std::string number(double value, int decimals) {
  std::array<char, 64> text{};
  const double size = std::abs(value);
  if (size >= 1e6 || decimals > 6) {
    std::snprintf(text.data(), text.size(), "%.4g", size);
  } else {
    std::snprintf(text.data(), text.size(), "%.*f", decimals, size);
  }
  return (value < 0 ? "\u2212" : "") + std::string{text.data()};
}

std::string clock(double seconds, bool hours) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  std::array<char, 64> text{};
  if (hours) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  }
  return text.data();
}

}  // namespace

std::vector<Tick> even_ticks(double low, double high, std::size_t n_max) {
  require_range(low, high, n_max);
  const double least = (high - low) / static_cast<double>(n_max);
  int exponent = static_cast<int>(std::floor(std::log10(least)));
  constexpr std::array kFactors{1.0, 2.0, 5.0};
  for (std::size_t i = 0;; ++i) {
    if (i == kFactors.size()) {
      i = 0;
      ++exponent;
    }
    const double step = kFactors.at(i) * std::pow(10.0, exponent);
    const Multiples multiples{low, high, step};
    if (multiples.count() > static_cast<double>(n_max)) {
      continue;
    }
    std::vector<Tick> ticks(static_cast<std::size_t>(multiples.count()));
    for (std::size_t n = 0; n < ticks.size(); ++n) {
      ticks[n] = {multiples[n], number(multiples[n], std::max(0, -exponent))};
    }
    return ticks;
  }
}

std::vector<Tick> time_ticks(double low, double high, std::size_t n_max) {
  require_range(low, high, n_max);
  if (high < kMinute) {
    return even_ticks(low, high, n_max);
  }
  constexpr std::array kSteps{1.0,   2.0,   5.0,   10.0,  15.0,   30.0,   60.0,
                              120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0};
  double step = kSteps.front();
  for (std::size_t i = 0; Multiples{low, high, step}.count() > static_cast<double>(n_max); ++i) {
    step = i < kSteps.size() ? kSteps.at(i) : 2 * step;
  }
  const Multiples multiples{low, high, step};
  std::vector<Tick> ticks(static_cast<std::size_t>(multiples.count()));
  for (std::size_t n = 0; n < ticks.size(); ++n) {
    ticks[n] = {multiples[n], clock(multiples[n], high >= kHour)};
  }
  return ticks;
}

std::string time_label(double high) {
  return high < kMinute ? "Time (s)" : high < kHour ? "Time (min:s)" : "Time (h:min:s)";
}

std::vector<Tick> octave_ticks(double first, double low, double high, std::size_t n_max) {
  require_range(low, high, n_max);
  require(first > 0, "ticks: the first octave must be above 0");
  for (int octaves = 1;; octaves *= 2) {
    std::vector<Tick> ticks;
    double value = first;
    while (value <= high) {
      if (value >= low) {
        ticks.push_back({value, number(value, value < 10 && value != std::floor(value) ? 1 : 0)});
      }
      value = std::ldexp(value, octaves);
    }
    if (ticks.size() <= n_max) {
      return ticks;
    }
  }
}

}  // namespace earmark::plot
