#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::behave {

inline constexpr int kTapeRate = 22050;  ///< Hz, of all that is rendered

using Samples = std::vector<float>;  ///< mono at kTapeRate

/// @param seconds  >= 0
[[nodiscard]] std::size_t n_samples(double seconds);

/// When sample i is heard, s.
[[nodiscard]] inline double time_s(std::size_t i) { return static_cast<double>(i) / kTapeRate; }

/// Equal temperament, A4 = note 69 = 440 Hz; a hundredth of a note is a cent.
[[nodiscard]] double note_hz(double note);

/// Takes what is played at its time; what rings beyond its end is cut there.
class Tape {
 public:
  /// @param duration_s  >= 0
  explicit Tape(double duration_s) : samples_(n_samples(duration_s)) {}

  /// @param at_s  before 0 is taken for 0
  void add(double at_s, std::span<const float> sound, double gain);

  [[nodiscard]] const Samples& samples() const { return samples_; }

 private:
  Samples samples_;
};

/// One-pole filters: 6 dB an octave beyond cutoff_hz, which is > 0.
void low_pass(std::span<float> samples, double cutoff_hz);
void high_pass(std::span<float> samples, double cutoff_hz);

/// Rises in rise_s, holds, and falls in the last fall_s, so that nothing clicks; both > 0.
void fade(std::span<float> samples, double rise_s, double fall_s);

/// Falls to 1/e every ring_s.
void decay(std::span<float> samples, double ring_s);

/// Adds gain times the other, as far as both go.
void mix_in(std::span<float> samples, std::span<const float> other, double gain);

/// Scaled so that the largest magnitude is `level`; silence stays as it is.
[[nodiscard]] Samples levelled(Samples samples, double level);

/// White noise, normal with deviation 1.
[[nodiscard]] Samples hiss(std::size_t n, Rng& rng);

/// Uniform in [low, high).
[[nodiscard]] double between(Rng& rng, double low, double high);

}  // namespace earmark::behave
