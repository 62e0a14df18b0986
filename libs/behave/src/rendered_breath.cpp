#include "rendered_breath.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "rendered_score.h"
#include "rendered_wave_table.h"

namespace earmark::behave {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

struct Formant {
  double hz;
  double gain;
};
using Vowel = std::array<Formant, 4>;

constexpr std::array<Vowel, 5> kVowels{{
    {{{730, 1}, {1090, 0.6}, {2440, 0.3}, {3500, 0.15}}},  // father
    {{{530, 1}, {1840, 0.6}, {2480, 0.3}, {3500, 0.15}}},  // head
    {{{390, 1}, {1990, 0.6}, {2550, 0.3}, {3500, 0.15}}},  // hid
    {{{570, 1}, {840, 0.6}, {2410, 0.3}, {3500, 0.15}}},   // awe
    {{{440, 1}, {1020, 0.6}, {2240, 0.3}, {3500, 0.15}}},  // hood
}};

WaveTable spoken(const Vowel& vowel, double hz) {
  return WaveTable{hz, [&](int k) {
                     double gain = 0.02;
                     for (const Formant& formant : vowel) {
                       const double x = (k * hz - formant.hz) / (60 + 0.06 * formant.hz);
                       gain += formant.gain / (1 + x * x);
                     }
                     return gain / std::sqrt(k);
                   }};
}

}  // namespace

Samples blown(double hz, double duration_s, Rng& rng) {
  const auto partial = [](int k) { return std::exp(-0.37 * (k - 1)) * (k == 2 ? 1.2 : 1); };
  const WaveTable soft{hz, [&](int k) { return partial(k) * std::exp(-0.5 * (k - 1)); }};
  const WaveTable loud{hz, partial};
  const double rate_hz = between(rng, 4.8, 5.8);
  const double scoop = between(rng, 0.01, 0.03);
  Samples note(n_samples(duration_s));
  double turns = 0;
  for (std::size_t i = 0; i < note.size(); ++i) {
    const double t = time_s(i);
    const double depth = 0.007 * std::clamp((t - 0.25) / 0.3, 0.0, 1.0);
    turns +=
        hz / kTapeRate * (1 + depth * std::sin(kTwoPi * rate_hz * t) - scoop * std::exp(-t / 0.03));
    const double swell = std::clamp(t / 0.06, 0.0, 1.0);
    note[i] = static_cast<float>(swell * (swell * loud.at(turns) + (1 - swell) * soft.at(turns)));
  }
  Samples breath = hiss(note.size(), rng);
  high_pass(breath, 1500);
  low_pass(breath, 4500);
  note = levelled(std::move(note), 1);
  mix_in(note, breath, 0.03);
  fade(note, 0.02, 0.06);
  return note;
}

Samples syllable(double hz, double duration_s, double roughness, double consonant, Rng& rng) {
  const WaveTable from = spoken(drawn(kVowels, rng), hz);
  const WaveTable to = spoken(drawn(kVowels, rng), hz);
  const double fall = between(rng, -0.12, 0.06);
  Samples note(n_samples(duration_s));
  double turns = 0;
  double shake = 0;
  for (std::size_t i = 0; i < note.size(); ++i) {
    const double share = time_s(i) / duration_s;
    const double glide = std::clamp(1.5 * share - 0.25, 0.0, 1.0);
    shake += 0.05 * (rng.normal() - shake);
    const double pitch = 1 + fall * share + (0.05 + 2.5 * roughness) * shake;
    turns += std::max(0.0, hz / kTapeRate * pitch);
    const double tone = (1 - glide) * from.at(turns) + glide * to.at(turns);
    note[i] = static_cast<float>(tone * (1 + 2 * roughness * shake));
  }
  Samples breath = hiss(note.size(), rng);
  high_pass(breath, 1500);
  note = levelled(std::move(note), 1);
  mix_in(note, breath, 0.02 + 0.2 * roughness);
  fade(note, 0.02, 0.04);
  Samples hissed = hiss(n_samples(0.05), rng);
  high_pass(hissed, between(rng, 1500, 5000));
  fade(hissed, 0.01, 0.03);
  mix_in(note, hissed, consonant);
  return note;
}

}  // namespace earmark::behave
