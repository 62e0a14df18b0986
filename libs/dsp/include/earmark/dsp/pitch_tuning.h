#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::dsp {

/// The finest resolution of a tuning, in notes: far below what single precision tells apart.
inline constexpr double kFinestTuning = 1e-6;

/// Where the pitches of a set of frequencies lie between the notes of a tuned instrument: the left
/// edge of the fullest histogram bin of their deviations from 440 Hz's scale, in [-0.5, 0.5)
/// fractions of a note, as librosa.pitch_tuning; the lowest of equally full bins. No frequency
/// above 0 gives 0.
///
/// @param frequencies      in Hz; those <= 0 are passed over
/// @param resolution       width of a histogram bin in notes, kFinestTuning to 1
/// @param bins_per_octave  notes an octave, >= 1
/// @param counts           scratch, resized to the number of histogram bins
/// @throws std::invalid_argument  an argument out of its range
///
/// Thread-safe; does not allocate once `counts` is large enough.
[[nodiscard]] double pitch_tuning(std::span<const float> frequencies, double resolution,
                                  std::size_t bins_per_octave, std::vector<std::size_t>& counts);

/// The same with librosa's default resolution and scale, and scratch of its own.
[[nodiscard]] double pitch_tuning(std::span<const float> frequencies, double resolution = 0.01,
                                  std::size_t bins_per_octave = 12);

}  // namespace earmark::dsp
