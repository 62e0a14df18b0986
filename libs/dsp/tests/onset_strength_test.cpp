#include "earmark/dsp/onset_strength.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "earmark/dsp/decibels.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// Differences of decibels of up to 80, each a few roundings from librosa's.
constexpr test::Tolerance kDecibelRounding{.absolute = 3e-5, .relative = 1e-6};

std::vector<float> strength(MatrixView<const float> S, const OnsetStrengthConfig& config) {
  std::vector<float> envelope(S.cols());
  OnsetStrength::Scratch scratch;
  OnsetStrength{config}.process(S, envelope, scratch);
  return envelope;
}

TEST(OnsetStrength, MatchesLibrosaOnEveryTarget) {
  Matrix<float> db(128, test::kFrames);
  MelSpectrogram{}.process(test::squared(test::music_like_spectrogram()).view(), db.view());
  power_to_db(db.view(), db.view());
  earmark::test::for_each_target([&] {
    test::expect_golden(strength(db.view(), {}), "onset_mean", kDecibelRounding);
    test::expect_golden(strength(db.view(), {.aggregate = OnsetAggregate::kMedian}), "onset_median",
                        kDecibelRounding);
    test::expect_golden(strength(db.view(), {.lag = 2, .max_size = 4, .detrend = true}),
                        "onset_options", kDecibelRounding);
    test::expect_golden(
        strength(db.view().rows(0, 127),
                 {.max_size = 3, .center = false, .aggregate = OnsetAggregate::kMedian}),
        "onset_not_centered", kDecibelRounding);
  });
}

TEST(OnsetStrength, AStepIsOneOnset) {
  Matrix<float> S(4, 20);
  for (std::size_t m = 0; m < 4; ++m) {
    std::fill(S.row(m).begin() + 8, S.row(m).end(), 10.0F);
  }
  const auto envelope = strength(S.view(), {.center = false});
  for (std::size_t t = 0; t < 20; ++t) {
    EXPECT_EQ(envelope[t], t == 8 ? 10.0F : 0.0F) << t;
  }
}

TEST(OnsetStrength, RejectsBadArguments) {
  EXPECT_THROW(OnsetStrength({.n_fft = 0}), std::invalid_argument);
  EXPECT_THROW(OnsetStrength({.hop_length = 0}), std::invalid_argument);
  EXPECT_THROW(OnsetStrength({.lag = 0}), std::invalid_argument);
  EXPECT_THROW(OnsetStrength({.max_size = 0}), std::invalid_argument);
  EXPECT_THROW((void)strength(Matrix<float>(4, 3).view(), {.lag = 3}), std::invalid_argument);
  std::vector<float> wrong(4);
  OnsetStrength::Scratch scratch;
  EXPECT_THROW(OnsetStrength{}.process(Matrix<float>(4, 5).view(), wrong, scratch),
               std::invalid_argument);
}

RC_GTEST_PROP(OnsetStrengthProperty, MediansAreThoseOfSorting, ()) {
  const auto n_bands = *rc::gen::inRange<std::size_t>(1, 140);
  const auto n_frames = *rc::gen::inRange<std::size_t>(2, 50);
  test::Noise noise{static_cast<std::uint32_t>(n_bands * 77 + n_frames)};
  Matrix<float> S(n_bands, n_frames);
  for (std::size_t m = 0; m < n_bands; ++m) {
    for (float& value : S.row(m)) {
      value = static_cast<float>(noise());
    }
  }
  const auto envelope = strength(S.view(), {.center = false, .aggregate = OnsetAggregate::kMedian});
  for (std::size_t t = 1; t < n_frames; ++t) {
    std::vector<float> flux;
    for (std::size_t m = 0; m < n_bands; ++m) {
      flux.push_back(std::max(0.0F, S(m, t) - S(m, t - 1)));
    }
    std::sort(flux.begin(), flux.end());
    const float upper = flux[n_bands / 2];
    const float want = n_bands % 2 == 1 ? upper : (flux[n_bands / 2 - 1] + upper) / 2.0F;
    RC_ASSERT(envelope[t] == want);
  }
}

}  // namespace
}  // namespace earmark::dsp
