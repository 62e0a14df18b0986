#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "earmark/dsp/estimate_tuning.h"
#include "earmark/dsp/piptrack.h"
#include "earmark/dsp/pitch_tuning.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// The golden file's float of a number of hundredths.
constexpr double kPrinted = 1e-7;
constexpr test::Tolerance kFloatRounding{.absolute = 0.0, .relative = 2.4e-7};

std::vector<float> every_eighth_sorted(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  std::vector<float> kept;
  for (std::size_t i = 0; i < values.size(); i += 8) {
    kept.push_back(values[i]);
  }
  return kept;
}

TEST(Piptrack, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> P = test::squared(test::music_like_spectrogram());
  const std::pair<std::string, PiptrackConfig> cases[] = {
      {"piptrack", {}},
      {"piptrack_band", {.fmin = 300.0, .fmax = 2500.0, .threshold = 0.3}},
      {"piptrack_ref", {.ref = 0.5}},
      {"piptrack_odd", {.n_fft = 2049, .fmin = 9000.0, .fmax = 22050.0, .ref = 1e-3}},
  };
  earmark::test::for_each_target([&] {
    Piptrack::Scratch scratch;
    Peaks peaks;
    for (const auto& [name, config] : cases) {
      Piptrack{config}.process(P.view(), scratch, peaks);
      test::expect_golden(every_eighth_sorted(peaks.pitches), name + "_pitches", kFloatRounding);
      test::expect_golden(every_eighth_sorted(peaks.magnitudes), name + "_magnitudes",
                          kFloatRounding);
    }
  });
}

TEST(Piptrack, FindsTheVertexOfAParabola) {
  Matrix<float> S(1025, 3);
  S(99, 1) = 6.0F;  // 8 - 2 (k - 100.25)^2 + ... through three bins
  S(100, 1) = 8.0F;
  S(101, 1) = 7.0F;
  Piptrack::Scratch scratch;
  Peaks peaks;
  Piptrack{{.ref = 1.0}}.process(S.view(), scratch, peaks);
  ASSERT_EQ(peaks.pitches.size(), 1U);
  // a = 6 + 7 - 2 8 = -3, b = (7 - 6) / 2: the vertex lies b / -a = 1/6 bin above.
  EXPECT_FLOAT_EQ(peaks.pitches[0], static_cast<float>((100.0 + 1.0 / 6.0) * 22050.0 / 2048.0));
  EXPECT_FLOAT_EQ(peaks.magnitudes[0], 8.0F + 0.5F * 0.5F / 6.0F);
}

TEST(Piptrack, LooksOnlyInsideItsBand) {
  Matrix<float> S(1025, 2);
  S(13, 0) = 1.0F;   // 140 Hz
  S(14, 1) = 1.0F;   // 151 Hz
  S(372, 1) = 1.0F;  // 4005 Hz
  Piptrack::Scratch scratch;
  Peaks peaks;
  Piptrack{}.process(S.view(), scratch, peaks);
  ASSERT_EQ(peaks.pitches.size(), 1U);
  EXPECT_FLOAT_EQ(peaks.pitches[0], 14.0F * 22050.0F / 2048.0F);
}

TEST(Piptrack, AnOddTransformsLastBinMayBeAPeak) {
  Matrix<float> S(1025, 1);
  S(1024, 0) = 1.0F;
  Piptrack::Scratch scratch;
  Peaks peaks;
  Piptrack{{.n_fft = 2049, .fmax = 22050.0}}.process(S.view(), scratch, peaks);
  ASSERT_EQ(peaks.pitches.size(), 1U);
  EXPECT_FLOAT_EQ(peaks.pitches[0], 1024.0F * 22050.0F / 2049.0F);
  EXPECT_EQ(peaks.magnitudes[0], 1.0F);
  Piptrack{{.fmax = 22050.0}}.process(S.view(), scratch, peaks);
  EXPECT_TRUE(peaks.pitches.empty());
}

TEST(Piptrack, IgnoresThePadding) {
  Matrix<float> S(1025, 3);
  S.view().data()[100 * S.stride() + 3] = 5.0F;
  Piptrack::Scratch scratch;
  Peaks peaks;
  Piptrack{}.process(S.view(), scratch, peaks);
  EXPECT_TRUE(peaks.pitches.empty());
}

TEST(EstimateTuning, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> P = test::squared(test::music_like_spectrogram());
  const Matrix<float> flat = test::squared(test::music_like_spectrogram(0.9817));
  const EstimateTuning plan;
  const EstimateTuning fine{{.resolution = 0.02, .bins_per_octave = 36}};
  earmark::test::for_each_target([&] {
    EstimateTuning::Scratch scratch;
    EXPECT_NEAR(plan.process(P.view(), scratch), test::golden("tuning")(0, 0), kPrinted);
    EXPECT_NEAR(fine.process(P.view(), scratch), test::golden("tuning_36")(0, 0), kPrinted);
    EXPECT_NEAR(plan.process(flat.view(), scratch), test::golden("tuning_flat")(0, 0), kPrinted);
  });
}

TEST(PitchTuning, MatchesLibrosa) {
  const std::vector<float> frequencies{0.0F,   445.9F, 222.97F, 891.8F, 440.0F,
                                       113.5F, 27.87F, 14.0F,   3000.5F};
  EXPECT_NEAR(pitch_tuning(frequencies), test::golden("pitch_tuning")(0, 0), kPrinted);
}

TEST(PitchTuning, NoFrequencyIsInTune) {
  EXPECT_EQ(pitch_tuning({}), 0.0);
  EXPECT_EQ(pitch_tuning(std::vector<float>{0.0F, -3.0F}), 0.0);
}

TEST(PitchTuning, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)pitch_tuning({}, 0.0), std::invalid_argument);
  EXPECT_THROW((void)pitch_tuning({}, nan), std::invalid_argument);
  EXPECT_THROW((void)pitch_tuning({}, 0.01, 0), std::invalid_argument);
  EXPECT_THROW((void)pitch_tuning({}, 1e-300), std::invalid_argument);
  EXPECT_THROW(EstimateTuning({.resolution = 1e-300}), std::invalid_argument);
  EXPECT_THROW(EstimateTuning({.resolution = 2.0}), std::invalid_argument);
  EXPECT_THROW(EstimateTuning({.bins_per_octave = 0}), std::invalid_argument);
  EXPECT_THROW(Piptrack({.sr = 0.0}), std::invalid_argument);
  EXPECT_THROW(Piptrack({.n_fft = 2}), std::invalid_argument);
  EXPECT_THROW(Piptrack({.fmin = nan}), std::invalid_argument);
  EXPECT_THROW(Piptrack({.threshold = nan}), std::invalid_argument);
}

RC_GTEST_PROP(PitchTuningProperty, FindsTheDetuningOfAScale, ()) {
  const int cents = *rc::gen::inRange(-49, 49);
  std::vector<float> scale;
  for (int note = -24; note < 36; ++note) {
    // Half a cent inside the bin, away from its edges.
    const double notes = note + (cents + 0.5) / 100.0;
    scale.push_back(static_cast<float>(440.0 * std::exp2(notes / 12.0)));
  }
  RC_ASSERT(std::abs(pitch_tuning(scale) - cents / 100.0) < 1e-9);
}

}  // namespace
}  // namespace earmark::dsp
