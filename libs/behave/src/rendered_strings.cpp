#include "rendered_strings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "earmark/augment/distort.h"
#include "earmark/augment/equalize.h"
#include "rendered_wave_table.h"

namespace earmark::behave {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

/// Gain of a violin's body.
double body(double hz) {
  double gain = 0.3;
  for (const double peak_hz : {280.0, 460.0, 1200.0, 2600.0}) {
    const double x = (hz - peak_hz) / (0.25 * peak_hz + 80);
    gain += std::exp(-x * x);
  }
  return gain;
}

void add_player(Samples& note, const WaveTable& table, double hz, Rng& rng) {
  const double rate_hz = between(rng, 4.8, 6);
  const double vibrato_phase = kTwoPi * rng.uniform();
  double turns = rng.uniform();
  double pressure = 0;
  for (std::size_t i = 0; i < note.size(); ++i) {
    const double t = time_s(i);
    const double depth = 0.005 * std::clamp((t - 0.1) / 0.3, 0.0, 1.0);
    turns += hz / kTapeRate * (1 + depth * std::sin(kTwoPi * rate_hz * t + vibrato_phase));
    pressure += 0.004 * (2 * rng.uniform() - 1 - 0.1 * pressure);
    note[i] += static_cast<float>(table.at(turns) * (1 + 2 * pressure));
  }
}

}  // namespace

Samples plucked(double hz, double duration_s, const StringConfig& config, Rng& rng) {
  // The average of neighbours delays by `damping` samples.
  const double period = kTapeRate / hz - config.damping;
  const auto whole = static_cast<std::size_t>(period);
  const double part = period - static_cast<double>(whole);
  Samples string = hiss(whole + 2, rng);
  low_pass(string, config.finger_hz);
  const double mean =
      std::accumulate(string.begin(), string.end(), 0.0) / static_cast<double>(string.size());
  Samples note(std::max(n_samples(duration_s), string.size()));
  std::transform(string.begin(), string.end(), note.begin(),
                 [&](float x) { return static_cast<float>(static_cast<double>(x) - mean); });
  const double loss = std::pow(10, -3 / (hz * config.ring_s));
  const auto between_samples = [&](std::size_t i) {
    return (1 - part) * static_cast<double>(note[i]) + part * static_cast<double>(note[i - 1]);
  };
  for (std::size_t i = string.size(); i < note.size(); ++i) {
    const std::size_t back = i - whole;
    note[i] = static_cast<float>(loss * ((1 - config.damping) * between_samples(back) +
                                         config.damping * between_samples(back - 1)));
  }
  note.resize(n_samples(duration_s));
  note = levelled(std::move(note), 1);
  fade(note, 0.001, 0.02);
  return note;
}

Samples strummed(std::span<const double> notes, double duration_s, bool muted, Rng& rng) {
  const StringConfig config = muted ? StringConfig{.ring_s = 0.4, .damping = 0.5, .finger_hz = 2500}
                                    : StringConfig{.ring_s = 5, .damping = 0.15, .finger_hz = 4000};
  Tape strings{duration_s};
  double at_s = 0;
  for (const double note : notes) {
    strings.add(at_s, plucked(note_hz(note + 0.03 * rng.normal()), duration_s, config, rng), 1);
    at_s += 0.003;
  }
  return levelled(strings.samples(), 1);
}

Samples amplified(Samples strings, double drive_db) {
  constexpr std::array<augment::EqBand, 3> kSpeaker{{{.hz = 110, .gain_db = 5, .q = 1},
                                                     {.hz = 450, .gain_db = -4, .q = 0.8},
                                                     {.hz = 2600, .gain_db = 5, .q = 1}}};
  high_pass(strings, 150);  // as all amplifiers do, lest the lowest string drown the others
  Samples sound =
      augment::equalize(
          augment::overdrive({.samples = std::move(strings), .sample_rate = kTapeRate}, drive_db),
          kSpeaker)
          .samples;
  high_pass(sound, 70);
  low_pass(sound, 5000);
  low_pass(sound, 5000);
  return levelled(std::move(sound), 1);
}

Samples bowed(double hz, double duration_s, double rise_s, int n_players, Rng& rng) {
  Samples note(n_samples(duration_s));
  const WaveTable table{hz, [&](int k) { return body(k * hz) / k; }};
  for (int player = 0; player < n_players; ++player) {
    const double cents = n_players > 1 ? 8 * rng.normal() : 0;
    add_player(note, table, hz * std::exp2(cents / 1200), rng);
  }
  Samples scrape = hiss(note.size(), rng);
  high_pass(scrape, 2000);
  low_pass(scrape, 5000);
  note = levelled(std::move(note), 1);
  mix_in(note, scrape, 0.02);
  fade(note, rise_s, 0.12);
  return note;
}

}  // namespace earmark::behave
