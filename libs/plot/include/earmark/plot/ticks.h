#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace earmark::plot {

struct Tick {
  double value = 0;
  std::string text;
};

/// Multiples of 1, 2 or 5 times a power of ten within [low, high], at most `n_max`, which is >= 2.
/// All are written with as many decimals as their step needs.
/// @throws std::invalid_argument  not low < high, not finite, or n_max under 2
[[nodiscard]] std::vector<Tick> even_ticks(double low, double high, std::size_t n_max);

/// Times in seconds within [low, high]: written "12.5" where all are under a minute, "3:05" under
/// an hour, else "1:02:03". Contract as even_ticks.
[[nodiscard]] std::vector<Tick> time_ticks(double low, double high, std::size_t n_max);

/// How time_ticks writes: "Time (s)", "Time (min:s)" or "Time (h:min:s)".
[[nodiscard]] std::string time_label(double high);

/// `first` and its doubles within [low, high]; every second, fourth, ... where there are more than
/// `n_max`. @throws std::invalid_argument  first is not > 0, or as even_ticks
[[nodiscard]] std::vector<Tick> octave_ticks(double first, double low, double high,
                                             std::size_t n_max);

}  // namespace earmark::plot
