#include "earmark/dsp/tempo.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "earmark/dsp/tempogram.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// librosa correlates by FFT in double; printed as floats.
constexpr test::Tolerance kFloatRounding{.absolute = 1e-7, .relative = 2e-7};

std::span<const float> envelope(const char* name) { return test::golden(name).row(0); }

float tempo_of(const char* name, const TempoConfig& config) {
  Tempo::Scratch scratch;
  return static_cast<float>(Tempo{config}.process(envelope(name), scratch));
}

TEST(Tempogram, MatchesLibrosaOnEveryTarget) {
  earmark::test::for_each_target([&] {
    Tempogram::Scratch scratch;
    Matrix<float> tempogram(64, 130);
    Tempogram{{.win_length = 64}}.process(envelope("onset_median"), tempogram.view(), scratch);
    test::expect_golden(tempogram.view(), "tempogram", kFloatRounding, test::kGoldenFrameStep);
    Tempogram{{.win_length = 64, .window = "hamming"}}.process(envelope("onset_median"),
                                                               tempogram.view(), scratch);
    test::expect_golden(tempogram.view(), "tempogram_hamming", kFloatRounding,
                        test::kGoldenFrameStep);
    tempogram.resize(65, 66);
    Tempogram{{.win_length = 65, .center = false, .norm = 2.0}}.process(envelope("onset_median"),
                                                                        tempogram.view(), scratch);
    test::expect_golden(tempogram.view(), "tempogram_not_centered", kFloatRounding, 16);
  });
}

TEST(Tempo, MatchesLibrosaOnEveryTarget) {
  earmark::test::for_each_target([&] {
    EXPECT_FLOAT_EQ(tempo_of("onset_mean", {}), test::golden("tempo")(0, 0));
    EXPECT_FLOAT_EQ(tempo_of("onset_median", {.start_bpm = 60.0, .std_bpm = 0.3, .ac_size = 4.0}),
                    test::golden("tempo_slow")(0, 0));
    EXPECT_FLOAT_EQ(tempo_of("onset_median", {.start_bpm = 2000.0, .max_tempo = std::nullopt}),
                    test::golden("tempo_unlimited")(0, 0));
    Tempo::Scratch scratch;
    EXPECT_FLOAT_EQ(
        static_cast<float>(Tempo{}.process_beat_track(envelope("onset_median"), scratch)),
        test::golden("beat_track_tempo")(0, 0));
  });
}

TEST(Tempo, SilenceHasThePriorsTempoAndNoBeats) {
  const std::vector<float> silence(130);
  Tempo::Scratch scratch;
  // The lag whose tempo is nearest to 120 in octaves: 22 frames.
  EXPECT_NEAR(Tempo{}.process(silence, scratch), 60.0 * 22050.0 / (512.0 * 22.0), 1e-9);
  EXPECT_EQ(Tempo{}.process_beat_track(silence, scratch), 0.0);
}

TEST(Tempo, TakesAnotherPrior) {
  const auto config =
      TempoConfig{.log_prior = [](double bpm) { return bpm > 280.0 ? 0.0 : -100.0; }};
  EXPECT_GT(tempo_of("onset_median", config), 280.0);
}

TEST(Tempo, RejectsBadArguments) {
  EXPECT_THROW(Tempo({.sr = 0.0}), std::invalid_argument);
  EXPECT_THROW(Tempo({.hop_length = 0}), std::invalid_argument);
  EXPECT_THROW(Tempo({.start_bpm = 0.0}), std::invalid_argument);
  EXPECT_THROW(Tempo({.std_bpm = 0.0}), std::invalid_argument);
  EXPECT_THROW(Tempo({.ac_size = 0.0}), std::invalid_argument);
  EXPECT_THROW(Tempo({.ac_size = std::numeric_limits<double>::infinity()}), std::invalid_argument);
  EXPECT_THROW(Tempo({.ac_size = 1e9}), std::invalid_argument);
  EXPECT_THROW(Tempo({.start_bpm = std::numeric_limits<double>::infinity()}),
               std::invalid_argument);
  EXPECT_THROW(Tempo({.max_tempo = 1.0}), std::invalid_argument);
  Tempo::Scratch scratch;
  EXPECT_THROW((void)Tempo{}.process({}, scratch), std::invalid_argument);
  EXPECT_THROW(Tempogram({.win_length = 0}), std::invalid_argument);
  EXPECT_THROW(Tempogram({.norm = -1.0}), std::invalid_argument);
  EXPECT_THROW((void)Tempogram({.center = false}).n_windows(383), std::invalid_argument);
}

// The mean of the tempogram, by its definition.
std::vector<double> naive_mean(const Tempogram& plan, std::span<const float> onsets) {
  Matrix<float> tempogram(plan.win_length(), plan.n_windows(onsets.size()));
  Tempogram::Scratch scratch;
  plan.process(onsets, tempogram.view(), scratch);
  std::vector<double> mean(plan.win_length());
  for (std::size_t lag = 0; lag < mean.size(); ++lag) {
    const auto row = tempogram.row(lag);
    mean[lag] = std::accumulate(row.begin(), row.end(), 0.0) / static_cast<double>(row.size());
  }
  return mean;
}

TEST(Tempogram, AWindowWhoseProductsAreTooSmallForAFloatIsNoSilence) {
  std::vector<float> onsets(9, 1.0F);
  onsets[4] = 1e-21F;
  const Tempogram plan{{.win_length = 1, .window = "boxcar", .center = false}};
  Matrix<float> tempogram(1, onsets.size());
  Tempogram::Scratch scratch;
  plan.process(onsets, tempogram.view(), scratch);
  for (const float value : tempogram.row(0)) {
    EXPECT_EQ(value, 1.0F);
  }
}

RC_GTEST_PROP(TempogramProperty, MeanIsThatOfTheWindows, ()) {
  const auto win_length = *rc::gen::inRange<std::size_t>(1, 120);
  const auto n = *rc::gen::inRange<std::size_t>(win_length, 400);
  const bool center = *rc::gen::arbitrary<bool>();
  // Once in three, almost silent stretches: the weights of windows then span many orders.
  const bool uneven = *rc::gen::inRange(0, 3) == 0;
  test::Noise noise{static_cast<std::uint32_t>(n * 131 + win_length)};
  std::vector<float> onsets(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double u = noise();
    onsets[i] = static_cast<float>(u * u * u * (uneven && i > n / 2 ? 1e-6 : 30.0));
  }
  const auto window = *rc::gen::element<std::string>("hann", "hamming", "boxcar");
  const Tempogram plan{{.win_length = win_length, .window = window, .center = center}};
  std::vector<double> mean(win_length);
  Tempogram::Scratch scratch;
  plan.process_mean(onsets, 0, mean, scratch);
  const auto want = naive_mean(plan, onsets);
  for (std::size_t lag = 0; lag < win_length; ++lag) {
    RC_ASSERT(std::abs(mean[lag] - want[lag]) <= 1e-6);  // the tempogram is stored in float
  }
}

RC_GTEST_PROP(TempoProperty, FindsThePeriodOfAPulse, ()) {
  const auto period = *rc::gen::inRange<std::size_t>(15, 34);
  std::vector<float> onsets(430);
  for (std::size_t i = 5; i < onsets.size(); i += period) {
    onsets[i] = 10.0F;
  }
  Tempo::Scratch scratch;
  const double bpm = Tempo{{.max_tempo = 175.0}}.process(onsets, scratch);
  RC_ASSERT(std::abs(bpm - 60.0 * 22050.0 / (512.0 * static_cast<double>(period))) < 1e-9);
}

}  // namespace
}  // namespace earmark::dsp
