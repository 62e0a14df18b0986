#include "rendered_tape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace earmark::behave {
namespace {

double pole(double cutoff_hz) {
  return 1 - std::exp(-2 * std::numbers::pi * cutoff_hz / kTapeRate);
}

}  // namespace

std::size_t n_samples(double seconds) {
  return static_cast<std::size_t>(std::lround(seconds * kTapeRate));
}

double note_hz(double note) { return 440 * std::exp2((note - 69) / 12); }

void Tape::add(double at_s, std::span<const float> sound, double gain) {
  const std::size_t begin = std::min(n_samples(std::max(at_s, 0.0)), samples_.size());
  mix_in(std::span{samples_}.subspan(begin), sound, gain);
}

void low_pass(std::span<float> samples, double cutoff_hz) {
  const double share = pole(cutoff_hz);
  double state = 0;
  for (float& x : samples) {
    state += share * (static_cast<double>(x) - state);
    x = static_cast<float>(state);
  }
}

void high_pass(std::span<float> samples, double cutoff_hz) {
  const double share = pole(cutoff_hz);
  double state = 0;
  for (float& x : samples) {
    state += share * (static_cast<double>(x) - state);
    x = static_cast<float>(static_cast<double>(x) - state);
  }
}

void fade(std::span<float> samples, double rise_s, double fall_s) {
  const double duration_s = time_s(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = time_s(i);
    samples[i] *= static_cast<float>(std::clamp(t / rise_s, 0.0, 1.0) *
                                     std::clamp((duration_s - t) / fall_s, 0.0, 1.0));
  }
}

void decay(std::span<float> samples, double ring_s) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] *= static_cast<float>(std::exp(-time_s(i) / ring_s));
  }
}

void mix_in(std::span<float> samples, std::span<const float> other, double gain) {
  const auto factor = static_cast<float>(gain);
  const std::size_t n = std::min(samples.size(), other.size());
  for (std::size_t i = 0; i < n; ++i) {
    samples[i] += factor * other[i];
  }
}

Samples levelled(Samples samples, double level) {
  float most = 0;
  for (const float x : samples) {
    most = std::max(most, std::abs(x));
  }
  if (most > 0) {
    const auto factor = static_cast<float>(level / static_cast<double>(most));
    for (float& x : samples) {
      x *= factor;
    }
  }
  return samples;
}

Samples hiss(std::size_t n, Rng& rng) {
  Samples noise(n);
  for (float& x : noise) {
    x = static_cast<float>(rng.normal());
  }
  return noise;
}

double between(Rng& rng, double low, double high) { return low + (high - low) * rng.uniform(); }

}  // namespace earmark::behave
