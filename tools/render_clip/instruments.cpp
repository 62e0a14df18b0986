#include "instruments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace earmark::render {
namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;

std::size_t samples(double seconds) {
  return static_cast<std::size_t>(std::lround(seconds * kSampleRate));
}

/// Calls voice(t_s) for each sample of a note and adds what it returns.
template <typename Voice>
void play(Mix& mix, double start_s, double duration_s, double pan, Voice voice) {
  const std::size_t first = samples(start_s);
  const std::size_t n = samples(duration_s);
  for (std::size_t i = 0; i < n; ++i) {
    mix.add(first + i, voice(static_cast<double>(i) / kSampleRate), pan);
  }
}

/// Rises in 5 ms, holds, and falls in the last 30 ms, so that no note clicks.
double gate(double t_s, double duration_s) {
  return std::clamp(t_s / 0.005, 0.0, 1.0) * std::clamp((duration_s - t_s) / 0.03, 0.0, 1.0);
}

double saw(double phase) { return 2.0 * (phase - std::floor(phase + 0.5)); }

/// One-pole low-pass filter.
class LowPass {
 public:
  double operator()(double x, double cutoff_hz) {
    state_ += (1.0 - std::exp(-kTwoPi * cutoff_hz / kSampleRate)) * (x - state_);
    return state_;
  }

 private:
  double state_ = 0.0;
};

void reverberate_side(std::span<double> side, double wet, double spread) {
  const std::vector<double> dry{side.begin(), side.end()};
  for (const double delay_s : {0.0297, 0.0371, 0.0411, 0.0437}) {
    const std::size_t delay = samples(delay_s * spread);
    std::vector<double> comb(side.size());
    LowPass damping;
    for (std::size_t i = delay; i < side.size(); ++i) {
      comb[i] = dry[i - delay] + 0.72 * damping(comb[i - delay], 5'000.0);
      side[i] += 0.25 * wet * comb[i];
    }
  }
}

}  // namespace

Mix::Mix(double duration_s) : left(samples(duration_s)), right(samples(duration_s)) {}

void Mix::add(std::size_t i, double value, double pan) {
  if (i < left.size()) {
    const double angle = (pan + 1.0) * std::numbers::pi / 4.0;
    left[i] += value * std::cos(angle);
    right[i] += value * std::sin(angle);
  }
}

double midi_hz(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

void kick(Mix& mix, double start_s, double gain) {
  play(mix, start_s, 0.35, 0.0, [&](double t) {
    // The pitch falls from 165 to 45 Hz; its integral is the phase.
    const double phase = 45.0 * t + 120.0 * 0.03 * (1.0 - std::exp(-t / 0.03));
    return gain * std::sin(kTwoPi * phase) * std::exp(-t / 0.12) * gate(t, 0.35);
  });
}

void snare(Mix& mix, double start_s, double gain, Rng& rng) {
  LowPass dull;
  play(mix, start_s, 0.25, 0.1, [&](double t) {
    const double noise = rng.uniform() * 2.0 - 1.0;
    const double rattle = (noise - dull(noise, 1'200.0)) * std::exp(-t / 0.07);
    const double drum = std::sin(kTwoPi * 190.0 * t) * std::exp(-t / 0.05);
    return gain * (0.7 * rattle + 0.6 * drum);
  });
}

void hi_hat(Mix& mix, double start_s, double gain, double decay_s, Rng& rng) {
  LowPass dull;
  play(mix, start_s, 4.0 * decay_s, -0.25, [&](double t) {
    const double noise = rng.uniform() * 2.0 - 1.0;
    return gain * (noise - dull(noise, 7'000.0)) * std::exp(-t / decay_s);
  });
}

void bass(Mix& mix, double start_s, double duration_s, double note, double gain) {
  LowPass first;
  LowPass second;
  const double hz = midi_hz(note);
  play(mix, start_s, duration_s, 0.0, [&](double t) {
    const double cutoff_hz = 180.0 + 900.0 * std::exp(-t / 0.12);
    return gain * gate(t, duration_s) * second(first(saw(hz * t), cutoff_hz), cutoff_hz);
  });
}

void electric_piano(Mix& mix, double start_s, double duration_s, double note, double gain,
                    double pan) {
  const double hz = midi_hz(note);
  play(mix, start_s, duration_s, pan, [&](double t) {
    const double bell = 1.8 * std::exp(-t / 0.25) * std::sin(kTwoPi * 14.0 * hz * t) * 0.25;
    const double body = 1.1 * std::exp(-t / 0.6) * std::sin(kTwoPi * hz * t);
    const double tone = std::sin(kTwoPi * hz * t + body + bell);
    return gain * tone * std::exp(-t / 1.1) * gate(t, duration_s);
  });
}

void pluck(Mix& mix, double start_s, double duration_s, double note, double gain, double pan,
           Rng& rng) {
  std::vector<double> string(samples(1.0 / midi_hz(note)));
  std::generate(string.begin(), string.end(), [&] { return rng.uniform() * 2.0 - 1.0; });
  std::size_t at = 0;
  play(mix, start_s, duration_s, pan, [&](double t) {
    const std::size_t next = (at + 1) % string.size();
    const double value = string[at];
    string[at] = 0.996 * 0.5 * (string[at] + string[next]);
    at = next;
    return gain * value * gate(t, duration_s);
  });
}

void lead(Mix& mix, double start_s, double duration_s, double note, double gain, double pan) {
  LowPass filter;
  const double hz = midi_hz(note);
  double phase = 0.0;
  play(mix, start_s, duration_s, pan, [&](double t) {
    const double vibrato = 1.0 + 0.004 * std::clamp(t / 0.3, 0.0, 1.0) * std::sin(kTwoPi * 5.5 * t);
    phase += hz * vibrato / kSampleRate;
    const double both = 0.5 * (saw(phase) + saw(1.006 * phase + 0.25));
    return gain * gate(t, duration_s) * filter(both, 2'600.0);
  });
}

void reverberate(Mix& mix, double wet) {
  reverberate_side(mix.left, wet, 1.0);
  reverberate_side(mix.right, wet, 1.07);
}

void master(Mix& mix, double peak) {
  double loudest = 0.0;
  for (auto* side : {&mix.left, &mix.right}) {
    for (double& value : *side) {
      value = std::tanh(value);
      loudest = std::max(loudest, std::abs(value));
    }
  }
  for (auto* side : {&mix.left, &mix.right}) {
    for (double& value : *side) {
      value *= peak / loudest;
    }
  }
}

}  // namespace earmark::render
