#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

inline constexpr std::array<int, 7> kMajor{0, 2, 4, 5, 7, 9, 11};
inline constexpr std::array<int, 7> kMinor{0, 2, 3, 5, 7, 8, 10};

/// One bar of a piece, as its players see it.
struct Bar {
  std::size_t number = 0;  ///< from 0
  double at_s = 0;         ///< when it begins
  double beat_s = 1;       ///< how long a beat is
};

/// A note's place in its bar.
struct Place {
  double at = 0;     ///< beats from the bar's beginning
  double beats = 1;  ///< how long
};

/// Calls play(bar) for each bar that begins before the end.
/// @param n_beats  of a bar, > 0
void each_bar(double duration_s, double beat_s, int n_beats,
              const std::function<void(const Bar&)>& play);

/// Strikes a drum by a pattern of steps: 'X' loud, 'x' softer, '.' a rest. Players are human: 2 ms
/// and some hundredths of loudness off.
/// @param swing  how much later each second step comes, in steps: 0 even, 1/3 a triplet's
void strike(Tape& tape, const Samples& drum, std::string_view pattern, double at_s, double step_s,
            double swing, double gain, Rng& rng);

/// Note of a scale of seven: degree 0 is the key itself, 7 an octave up, negative ones below.
[[nodiscard]] double scale_note(double key, std::span<const int, 7> scale, int degree);

/// A tune that wanders mostly by steps of its scale: the next degree, within low and high, which
/// are at least 6 apart.
[[nodiscard]] int wander(int degree, int low, int high, Rng& rng);

template <typename T, std::size_t N>
[[nodiscard]] const T& drawn(const std::array<T, N>& items, Rng& rng) {
  return items.at(rng.below(N));
}

/// The items again and again.
template <typename T, std::size_t N>
[[nodiscard]] const T& in_turn(const std::array<T, N>& items, std::size_t place) {
  return items.at(place % N);
}

}  // namespace earmark::behave
