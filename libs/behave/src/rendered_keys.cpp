#include "rendered_keys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace earmark::behave {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

/// A sine that falls to 1/e in ring_s, each sample from the two before it.
class FallingSine {
 public:
  FallingSine(double hz, double ring_s, double phase) : now_{std::sin(phase)} {
    const double angle = kTwoPi * hz / kTapeRate;
    const double fall = std::exp(-1 / (ring_s * kTapeRate));
    a_ = 2 * fall * std::cos(angle);
    b_ = -fall * fall;
    before_ = std::sin(phase - angle) / fall;
  }

  double next() {
    const double value = now_;
    now_ = a_ * now_ + b_ * before_;
    before_ = value;
    return value;
  }

 private:
  double a_ = 0;
  double b_ = 0;
  double before_ = 0;
  double now_;
};

}  // namespace

Samples piano(double hz, double duration_s, double force, Rng& rng) {
  constexpr double kStretch = 0.0004;
  Samples note(n_samples(duration_s));
  const double slope = 1.9 - 0.8 * force;
  const int n_partials = std::clamp(static_cast<int>(7000 / hz), 1, 18);
  for (int k = 1; k <= n_partials; ++k) {
    const double partial_hz = k * hz * std::sqrt(1 + kStretch * k * k);
    const double ring_s = 2.2 * std::pow(hz / 200, -0.6) / (1 + 0.6 * (k - 1));
    // The hammer strikes at 1/8.3 of the string, where the eighth partial hardly moves.
    const double gain = std::pow(k, -slope) * std::abs(std::sin(std::numbers::pi * k / 8.3));
    FallingSine lower{partial_hz * std::exp2(-0.7 / 1200), ring_s, kTwoPi * rng.uniform()};
    FallingSine upper{partial_hz * std::exp2(0.8 / 1200), ring_s, kTwoPi * rng.uniform()};
    const std::size_t n_heard = std::min(note.size(), n_samples(7 * ring_s));  // then -61 dB
    for (std::size_t i = 0; i < n_heard; ++i) {
      note[i] += static_cast<float>(gain * (lower.next() + upper.next()));
    }
  }
  Samples knock = hiss(n_samples(0.03), rng);
  low_pass(knock, 1200);
  fade(knock, 0.001, 0.03);
  mix_in(note, knock, 0.15 * force);
  note = levelled(std::move(note), 0.4 + 0.6 * force);
  fade(note, 0.002, 0.08);
  return note;
}

Samples electric_piano(double hz, double duration_s, double force) {
  Samples note(n_samples(duration_s));
  for (std::size_t i = 0; i < note.size(); ++i) {
    const double t = time_s(i);
    const double angle = kTwoPi * hz * t;
    const double strike = 0.25 * force * std::exp(-t / 0.15) * std::sin(14 * angle);
    const double soft = (0.4 + 0.8 * force) * std::exp(-t / 0.6) * std::sin(angle);
    const double shake = 1 + 0.2 * std::sin(kTwoPi * 4.5 * t);
    note[i] = static_cast<float>(shake * std::exp(-t / 1.1) * std::sin(angle + soft + strike));
  }
  fade(note, 0.003, 0.05);
  return note;
}

Samples deep_bass(double hz, double duration_s, double ring_s) {
  Samples note(n_samples(duration_s));
  for (std::size_t i = 0; i < note.size(); ++i) {
    const double t = time_s(i);
    note[i] =
        static_cast<float>(std::tanh(1.8 * std::sin(kTwoPi * hz * t) * std::exp(-t / ring_s)));
  }
  fade(note, 0.004, 0.03);
  return note;
}

}  // namespace earmark::behave
