#pragma once

#include <cstddef>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::render {

inline constexpr double kSampleRate = 44'100.0;

/// A stereo track in the making; notes are added to what is there.
struct Mix {
  explicit Mix(double duration_s);

  /// Adds `value` to sample `i`, placed from left (-1) to right (+1) by equal power.
  /// Samples past the end are dropped.
  void add(std::size_t i, double value, double pan);

  std::vector<double> left;
  std::vector<double> right;
};

/// Frequency of a MIDI note number in Hz; 69 is A4 = 440 Hz.
[[nodiscard]] double midi_hz(double note);

void kick(Mix& mix, double start_s, double gain);
void snare(Mix& mix, double start_s, double gain, Rng& rng);
/// @param decay_s  0.03 for a closed hi-hat, 0.2 for an open one
void hi_hat(Mix& mix, double start_s, double gain, double decay_s, Rng& rng);
/// A sawtooth through a falling low-pass filter.
void bass(Mix& mix, double start_s, double duration_s, double note, double gain);
/// Two-operator frequency modulation, as in an electric piano.
void electric_piano(Mix& mix, double start_s, double duration_s, double note, double gain,
                    double pan);
/// A plucked string (Karplus and Strong 1983).
void pluck(Mix& mix, double start_s, double duration_s, double note, double gain, double pan,
           Rng& rng);
/// Two detuned sawtooth voices with vibrato.
void lead(Mix& mix, double start_s, double duration_s, double note, double gain, double pan);

/// A short room: four feedback combs a side (Schroeder 1962), `wet` of it mixed in.
void reverberate(Mix& mix, double wet);

/// Scales so that the loudest sample is `peak`, after a soft limiter.
void master(Mix& mix, double peak);

}  // namespace earmark::render
