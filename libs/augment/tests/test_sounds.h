#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "earmark/augment/sound.h"
#include "earmark/base/rng.h"

// Sounds for tests, made by formula, and what is measured of them.
namespace earmark::test {

using augment::Sound;

/// A sine of amplitude 0.5 in every channel.
inline Sound tone(double hz, double duration_s, int sample_rate = 44100, int n_channels = 1) {
  Sound sound{.sample_rate = sample_rate, .n_channels = n_channels};
  const auto n = static_cast<std::size_t>(duration_s * sample_rate);
  sound.samples.resize(n * static_cast<std::size_t>(n_channels));
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const std::size_t frame = i / static_cast<std::size_t>(n_channels);
    const double t = static_cast<double>(frame) / sample_rate;
    sound.samples[i] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hz * t));
  }
  return sound;
}

/// White noise, each channel its own.
inline Sound noise(double duration_s, int sample_rate = 44100, int n_channels = 1,
                   double amplitude = 0.1) {
  Sound sound{.sample_rate = sample_rate, .n_channels = n_channels};
  const auto n = static_cast<std::size_t>(duration_s * sample_rate);
  sound.samples.resize(n * static_cast<std::size_t>(n_channels));
  Rng rng{7};
  for (float& x : sound.samples) {
    x = static_cast<float>(amplitude * rng.normal());
  }
  return sound;
}

inline std::vector<float> channel(const Sound& sound, std::size_t c) {
  std::vector<float> samples(sound.n_frames());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = sound.samples[i * static_cast<std::size_t>(sound.n_channels) + c];
  }
  return samples;
}

/// Amplitude at a frequency, by a Fourier sum with Hann's window.
inline double amplitude_at(std::span<const float> x, double hz, int sample_rate) {
  double re = 0;
  double im = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<double>(i);
    const double hann = 1 - std::cos(2 * std::numbers::pi * at / static_cast<double>(x.size()));
    const double angle = 2 * std::numbers::pi * hz * at / sample_rate;
    re += hann * static_cast<double>(x[i]) * std::cos(angle);
    im += hann * static_cast<double>(x[i]) * std::sin(angle);
  }
  return 2 * std::hypot(re, im) / static_cast<double>(x.size());
}

/// The frequency within `cents` of `hz` at which the sound is strongest: the strongest of a grid of
/// half bins, then by thirds between its neighbours.
inline double peak_hz_near(std::span<const float> x, double hz, double cents, int sample_rate) {
  const auto strength = [&](double at) { return amplitude_at(x, at, sample_rate); };
  const double step = 0.5 * sample_rate / static_cast<double>(x.size());
  const double lowest = hz * std::exp2(-cents / 1200);
  const auto n_steps = static_cast<int>((hz * std::exp2(cents / 1200) - lowest) / step) + 1;
  double best = lowest;
  for (int i = 1; i <= n_steps; ++i) {
    const double at = lowest + i * step;
    best = strength(at) > strength(best) ? at : best;
  }
  double low = best - step;
  double high = best + step;
  while (high - low > 1e-5 * hz) {
    const double third = (high - low) / 3;
    if (strength(low + third) < strength(high - third)) {
      low += third;
    } else {
      high -= third;
    }
  }
  return (low + high) / 2;
}

inline double cents_between(double hz, double reference_hz) {
  return 1200 * std::log2(hz / reference_hz);
}

}  // namespace earmark::test
