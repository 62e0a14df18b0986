#include "rendered_drums.h"

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace earmark::behave {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

}  // namespace

Samples kick(double hz, double ring_s, double click, Rng& rng) {
  constexpr double kFallS = 0.025;
  Samples drum(n_samples(5 * ring_s));
  Samples beater = hiss(n_samples(0.02), rng);
  high_pass(beater, 2000);
  decay(beater, 0.003);
  for (std::size_t i = 0; i < drum.size(); ++i) {
    const double t = time_s(i);
    // The integral of the falling pitch is the phase.
    const double phase = hz * (t + 3 * kFallS * (1 - std::exp(-t / kFallS)));
    const double beat = i < beater.size() ? 0.5 * click * static_cast<double>(beater[i]) : 0;
    drum[i] = static_cast<float>(std::sin(kTwoPi * phase) * std::exp(-t / ring_s) + beat);
  }
  return levelled(std::move(drum), 1);
}

Samples snare(double wires_s, Rng& rng) {
  Samples drum = hiss(n_samples(0.05 + 5 * wires_s), rng);
  high_pass(drum, 900);
  decay(drum, wires_s);
  for (std::size_t i = 0; i < drum.size(); ++i) {
    const double t = time_s(i);
    const double skin = std::sin(kTwoPi * 190 * t) + 0.6 * std::sin(kTwoPi * 330 * t);
    drum[i] =
        static_cast<float>(0.4 * static_cast<double>(drum[i]) + 0.8 * skin * std::exp(-t / 0.05));
  }
  return levelled(std::move(drum), 1);
}

Samples cymbal(double ring_s, Rng& rng) {
  constexpr std::array kTonesHz{3170.0, 4230.0, 5410.0, 6190.0, 7830.0, 9370.0};
  Samples plate = hiss(n_samples(4 * ring_s), rng);
  high_pass(plate, 6000);
  high_pass(plate, 6000);
  for (std::size_t i = 0; i < plate.size(); ++i) {
    double tones = 0;
    for (const double hz : kTonesHz) {
      tones += std::sin(kTwoPi * hz * time_s(i));
    }
    plate[i] += static_cast<float>(0.08 * tones);
  }
  decay(plate, ring_s);
  return levelled(std::move(plate), 1);
}

Samples clap(Rng& rng) {
  constexpr double kBetweenS = 0.011;
  Samples hands = hiss(n_samples(0.3), rng);
  high_pass(hands, 900);
  low_pass(hands, 2500);
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const double t = time_s(i);
    const double burst = t < 3 * kBetweenS ? std::exp(-std::fmod(t, kBetweenS) / 0.004)
                                           : std::exp(-(t - 3 * kBetweenS) / 0.06);
    hands[i] *= static_cast<float>(burst);
  }
  return levelled(std::move(hands), 1);
}

Samples rim(Rng& rng) {
  Samples knock = hiss(n_samples(0.06), rng);
  high_pass(knock, 1000);
  for (std::size_t i = 0; i < knock.size(); ++i) {
    const double t = time_s(i);
    const double wood = std::sin(kTwoPi * 1700 * t) + 0.7 * std::sin(kTwoPi * 520 * t);
    knock[i] =
        static_cast<float>((wood + 0.2 * static_cast<double>(knock[i])) * std::exp(-t / 0.012));
  }
  return levelled(std::move(knock), 1);
}

}  // namespace earmark::behave
