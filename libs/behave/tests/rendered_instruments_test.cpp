#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "rendered_breath.h"
#include "rendered_drums.h"
#include "rendered_keys.h"
#include "rendered_score.h"
#include "rendered_strings.h"
#include "rendered_tape.h"

namespace earmark::behave {
namespace {

// Of a steady tone, by autocorrelation over half a second: a listener tells 5 to 10 cents.
constexpr double kTuningErrorCents = 4;
// The same of what slides by design: vibrato, a scoop up to the note.
constexpr double kSlidingErrorCents = 12;

double similarity(const Samples& x, std::size_t begin, std::size_t n, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = begin; i < begin + n; ++i) {
    sum += static_cast<double>(x[i]) * static_cast<double>(x[i + lag]);
  }
  return sum;
}

/// How far off hz the note is: the lag within half a tone at which it is most like itself ten
/// periods later, by parabola.
double off_cents(const Samples& note, double hz) {
  constexpr std::size_t kPeriods = 10;
  const std::size_t begin = n_samples(0.15);
  const std::size_t n = n_samples(0.3);
  const double expected = kPeriods * kTapeRate / hz;
  auto best = static_cast<std::size_t>(expected * 0.97);
  for (std::size_t lag = best; lag < static_cast<std::size_t>(expected * 1.03); ++lag) {
    if (similarity(note, begin, n, lag) > similarity(note, begin, n, best)) {
      best = lag;
    }
  }
  const double left = similarity(note, begin, n, best - 1);
  const double middle = similarity(note, begin, n, best);
  const double right = similarity(note, begin, n, best + 1);
  const double peak = static_cast<double>(best) + (left - right) / 2 / (left - 2 * middle + right);
  return 1200 * std::log2(expected / peak);
}

TEST(Instruments, AreInTune) {
  for (const double note : {45, 57, 69, 76}) {
    const double hz = note_hz(note);
    Rng rng{3};
    for (const double damping : {0.08, 0.3, 0.5}) {
      const Samples string = plucked(hz, 1, {.ring_s = 6, .damping = damping}, rng);
      EXPECT_NEAR(off_cents(string, hz), 0, kTuningErrorCents) << note << ' ' << damping;
    }
    EXPECT_NEAR(off_cents(electric_piano(hz, 1, 0.5), hz), 0, kTuningErrorCents) << note;
    EXPECT_NEAR(off_cents(deep_bass(hz, 1, 0.5), hz), 0, kTuningErrorCents) << note;
    EXPECT_NEAR(off_cents(piano(hz, 1, 0.5, rng), hz), 0, kSlidingErrorCents) << note;
    EXPECT_NEAR(off_cents(bowed(hz, 1, 0.1, 1, rng), hz), 0, kSlidingErrorCents) << note;
    EXPECT_NEAR(off_cents(blown(hz, 1, rng), hz), 0, kSlidingErrorCents) << note;
  }
}

TEST(Instruments, LastAsLongAsAskedAndEndWithoutAClick) {
  Rng rng{4};
  const std::array all{
      plucked(220, 0.5, {}, rng),   strummed(std::array{40.0, 47.0}, 0.5, true, rng),
      bowed(220, 0.5, 0.1, 3, rng), piano(220, 0.5, 1, rng),
      electric_piano(220, 0.5, 1),  deep_bass(55, 0.5, 1),
      blown(220, 0.5, rng),         syllable(110, 0.5, 0.1, 0.3, rng)};
  for (const Samples& note : all) {
    EXPECT_EQ(note.size(), n_samples(0.5));
    EXPECT_LT(std::abs(note.back()), 0.01F);
    EXPECT_GT(*std::max_element(note.begin(), note.end()), 0.3F);
  }
}

TEST(Instruments, ANoteShorterThanItsPeriodIsCut) {
  Rng rng{5};
  EXPECT_EQ(plucked(40, 0.01, {}, rng).size(), n_samples(0.01));
}

TEST(Instruments, DrumsDieAway) {
  Rng rng{6};
  for (const Samples& drum :
       {kick(50, 0.1, 0.5, rng), snare(0.1, rng), cymbal(0.3, rng), clap(rng)}) {
    const auto half = drum.begin() + static_cast<std::ptrdiff_t>(drum.size() / 2);
    EXPECT_EQ(*std::max_element(drum.begin(), drum.end(),
                                [](float a, float b) { return std::abs(a) < std::abs(b); }),
              *std::max_element(drum.begin(), half,
                                [](float a, float b) { return std::abs(a) < std::abs(b); }));
    EXPECT_LT(std::abs(drum.back()), 0.05F);
  }
}

TEST(Score, ScalesGoOnAboveAndBelowTheirOctave) {
  EXPECT_EQ(scale_note(60, kMajor, 0), 60);
  EXPECT_EQ(scale_note(60, kMajor, 9), 76);
  EXPECT_EQ(scale_note(60, kMajor, -1), 59);
  EXPECT_EQ(scale_note(60, kMinor, -7), 48);
  EXPECT_EQ(scale_note(60, kMinor, -8), 46);
}

TEST(Score, ATuneStaysWithinItsRange) {
  Rng rng{7};
  int degree = 3;
  for (int i = 0; i < 10000; ++i) {
    degree = wander(degree, 0, 6, rng);
    ASSERT_GE(degree, 0);
    ASSERT_LE(degree, 6);
  }
}

TEST(Score, BarsFillThePiece) {
  std::size_t n = 0;
  each_bar(10, 0.6, 4, [&](const Bar& bar) {
    EXPECT_EQ(bar.number, n);
    EXPECT_NEAR(bar.at_s, 2.4 * static_cast<double>(n), 1e-12);
    ++n;
  });
  EXPECT_EQ(n, 5U);
}

TEST(Score, WhatRingsBeyondTheEndIsCut) {
  Tape tape{1};
  const Samples sound(n_samples(0.5), 1.0F);
  tape.add(0.75, sound, 0.5);
  tape.add(3, sound, 0.5);
  EXPECT_EQ(tape.samples().size(), n_samples(1));
  EXPECT_EQ(tape.samples().back(), 0.5F);
  EXPECT_EQ(tape.samples()[n_samples(0.74)], 0.0F);
}

}  // namespace
}  // namespace earmark::behave
