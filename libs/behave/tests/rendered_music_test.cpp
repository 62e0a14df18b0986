#include "earmark/behave/rendered_music.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "rendered_tape.h"

namespace earmark::behave {
namespace {

// Pieces of 10 s: long enough for four bars of the slowest kind, short enough for a quick test.
constexpr double kDurationS = 10;
constexpr double kHopS = 0.01;

const MusicKind& kind_of(const std::string& name) {
  for (const MusicKind& kind : music_kinds()) {
    if (kind.name == name) {
      return kind;
    }
  }
  throw std::out_of_range(name);
}

/// RMS of each kHopS.
std::vector<double> loudness(const Samples& samples) {
  const std::size_t hop = n_samples(kHopS);
  std::vector<double> rms(samples.size() / hop);
  for (std::size_t k = 0; k < rms.size(); ++k) {
    double sum = 0;
    for (std::size_t i = k * hop; i < (k + 1) * hop; ++i) {
      sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
    }
    rms[k] = std::sqrt(sum / static_cast<double>(hop));
  }
  return rms;
}

/// The lag at which the onsets above 4 kHz, which drums and cymbals make, are most like themselves.
double pulse_s(const std::string& name, std::uint64_t seed, double least_s, double most_s) {
  Samples samples = render(kind_of(name), kDurationS, seed).samples;
  high_pass(samples, 4000);
  std::vector<double> onsets = loudness(samples);
  for (std::size_t k = onsets.size(); k-- > 1;) {
    onsets[k] = std::max(0.0, onsets[k] - onsets[k - 1]);
  }
  onsets[0] = 0;
  // Drummers are some milliseconds off: a neighbour counts as well.
  const auto likeness = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t k = lag + 1; k < onsets.size(); ++k) {
      sum += onsets[k] * (onsets[k - lag - 1] + onsets[k - lag] + onsets[k - lag + 1]);
    }
    return sum;
  };
  auto best = static_cast<std::size_t>(least_s / kHopS);
  for (std::size_t lag = best; lag <= static_cast<std::size_t>(most_s / kHopS); ++lag) {
    if (likeness(lag) > likeness(best)) {
      best = lag;
    }
  }
  return static_cast<double>(best) * kHopS;
}

/// Root of the mean square of the frequency, by the differences of neighbours.
double brightness_hz(const std::string& name, std::uint64_t seed) {
  const Samples samples = render(kind_of(name), kDurationS, seed).samples;
  double changes = 0;
  double all = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const auto x = static_cast<double>(samples[i]);
    const double change = x - static_cast<double>(samples[i - 1]);
    changes += change * change;
    all += x * x;
  }
  return kTapeRate / (2 * std::numbers::pi) * std::sqrt(changes / all);
}

/// Loudness that all but a twentieth of the piece has, over what only a twentieth has.
double least_over_most(const std::string& name, std::uint64_t seed) {
  std::vector<double> rms = loudness(render(kind_of(name), kDurationS, seed).samples);
  std::sort(rms.begin(), rms.end());
  return rms[rms.size() / 20] / rms[rms.size() * 19 / 20];
}

TEST(RenderedMusic, KindsHaveNamesOfTheirOwnAndGenresOfTheDefaultBundle) {
  const std::set<std::string> genres{"blues", "classical", "country", "disco",  "hiphop",
                                     "jazz",  "metal",     "pop",     "reggae", "rock"};
  std::set<std::string> names;
  for (const MusicKind& kind : music_kinds()) {
    EXPECT_TRUE(genres.contains(kind.genre)) << kind.genre;
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
  }
  EXPECT_GE(names.size(), 4U);
}

TEST(RenderedMusic, IsAsLongAsAskedAndHeardFromItsBeginningToItsEnd) {
  constexpr double kLeastRms = 0.01;
  for (const MusicKind& kind : music_kinds()) {
    const augment::Sound sound = render(kind, kDurationS, 1);
    EXPECT_EQ(sound.sample_rate, 22050);
    EXPECT_EQ(sound.n_channels, 1);
    EXPECT_EQ(sound.n_frames(), 220500U);
    EXPECT_TRUE(augment::is_finite(sound));
    EXPECT_LT(augment::peak(sound), 1);
    for (std::size_t second = 0; second < 10; ++second) {
      const auto begin = sound.samples.begin() + static_cast<std::ptrdiff_t>(second * 22050);
      EXPECT_GT(augment::energy({.samples = {begin, begin + 22050}}) / 22050, kLeastRms * kLeastRms)
          << kind.name << ", second " << second;
    }
  }
}

TEST(RenderedMusic, IsTheSameForTheSameSeedAndAnotherForAnother) {
  for (const MusicKind& kind : music_kinds()) {
    const Samples once = render(kind, 3, 1).samples;
    EXPECT_EQ(render(kind, 3, 1).samples, once) << kind.name;
    EXPECT_NE(render(kind, 3, 2).samples, once) << kind.name;
  }
}

TEST(RenderedMusic, CanBeShortAndLong) {
  const MusicKind& kind = music_kinds().front();
  EXPECT_EQ(render(kind, 1, 1).n_frames(), 22050U);
  EXPECT_EQ(render(kind, 60, 1).n_frames(), 1323000U);
}

TEST(RenderedMusic, EachKindKeepsItsTempo) {
  struct Tempo {
    std::string name;
    double slowest_bpm;
    double fastest_bpm;
  };
  const std::array tempos{Tempo{"four on the floor", 116, 124},
                          Tempo{"hammering guitars", 170, 195}, Tempo{"rock band", 116, 138},
                          Tempo{"boom bap", 86, 94}, Tempo{"swing quartet", 130, 170}};
  for (const Tempo& tempo : tempos) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const double beat_s =
          pulse_s(tempo.name, seed, 51 / tempo.fastest_bpm, 70 / tempo.slowest_bpm);
      EXPECT_GE(beat_s, 60 / tempo.fastest_bpm - kHopS) << tempo.name << ' ' << seed;
      EXPECT_LE(beat_s, 60 / tempo.slowest_bpm + kHopS) << tempo.name << ' ' << seed;
    }
  }
}

TEST(RenderedMusic, MetalIsTwiceAsBrightAsAQuartetOrAPiano) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const double metal_hz = brightness_hz("hammering guitars", seed);
    EXPECT_GT(metal_hz, 2 * brightness_hz("string quartet", seed)) << seed;
    EXPECT_GT(metal_hz, 2 * brightness_hz("piano nocturne", seed)) << seed;
  }
}

TEST(RenderedMusic, ABreakHasHolesThatMetalFills) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    EXPECT_GT(least_over_most("hammering guitars", seed), 2 * least_over_most("boom bap", seed))
        << seed;
  }
}

TEST(RenderedMusic, RefusesWhatItDoesNotKnow) {
  const MusicKind& kind = music_kinds().front();
  EXPECT_THROW((void)render({.name = "polka", .genre = "pop"}, 10, 1), std::invalid_argument);
  for (const double duration_s : {0.0, 0.99, 60.1, -5.0, std::nan("")}) {
    EXPECT_THROW((void)render(kind, duration_s, 1), std::invalid_argument) << duration_s;
  }
}

}  // namespace
}  // namespace earmark::behave
