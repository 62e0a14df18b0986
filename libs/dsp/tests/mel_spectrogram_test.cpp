#include "earmark/dsp/mel_spectrogram.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <stdexcept>

#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// One rounding of a float, the logarithms being a library's own.
constexpr test::Tolerance kFloatRounding{.absolute = 1e-9, .relative = 2.5e-7};
// Sums of up to 100 floats in another order than librosa's.
constexpr test::Tolerance kSumRounding{.absolute = 1e-12, .relative = 2e-6};

TEST(MelFilterBank, MatchesLibrosaForEveryOption) {
  const MelConfig small{.n_fft = 128, .n_mels = 8};
  MelConfig config = small;
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank", kFloatRounding);
  config.norm = Norm{};
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_none", kFloatRounding);
  config.norm = Norm{kNormInf};
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_inf", kFloatRounding);
  config.norm = Norm{-kNormInf};
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_minus_inf", kFloatRounding);
  config.norm = Norm{0.0};
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_0", kFloatRounding);
  config.norm = Norm{2.0};
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_2", kFloatRounding);
  config.norm = Norm{1.0};
  config.sr = 16000.0;
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_norm_1", kFloatRounding);
  config = small;
  config.htk = true;
  config.fmin = 300.0;
  config.fmax = 9000.0;
  test::expect_golden(mel_filter_bank(config).view(), "mel_bank_htk", kFloatRounding);
}

TEST(MelFilterBank, RejectsBadConfigurations) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)mel_filter_bank({.sr = 0.0}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.sr = nan}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.n_fft = 1}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.n_mels = 0}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.fmin = -1.0}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.fmin = 500.0, .fmax = 400.0}), std::invalid_argument);
  EXPECT_THROW((void)mel_filter_bank({.norm = Norm{-2.0}}), std::invalid_argument);
}

TEST(MelSpectrogram, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> P = test::squared(test::music_like_spectrogram());
  const MelSpectrogram slaney;
  const MelSpectrogram htk{{.n_mels = 40, .fmin = 20.0, .fmax = 8000.0, .htk = true}};
  EXPECT_GE(earmark::test::for_each_target([&] {
              Matrix<float> mel(128, P.cols());
              slaney.process(P.view(), mel.view());
              test::expect_golden(mel.view(), "mel", kSumRounding, test::kGoldenFrameStep);
              mel.resize(40, P.cols());
              htk.process(P.view(), mel.view());
              test::expect_golden(mel.view(), "mel_htk_40", kSumRounding, test::kGoldenFrameStep);
            }),
            1);
}

TEST(MelSpectrogram, BandsNarrowerThanABinAreSilent) {
  const MelSpectrogram plan{{.n_fft = 64, .n_mels = 60}};
  Matrix<float> S(33, 5);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    std::fill(S.row(k).begin(), S.row(k).end(), 1.0F);
  }
  Matrix<float> mel(60, 5);
  plan.process(S.view(), mel.view());
  EXPECT_EQ(mel(0, 0), 0.0F);
  EXPECT_GT(mel(59, 4), 0.0F);
}

TEST(MelSpectrogram, RejectsMatricesThatDoNotFit) {
  const MelSpectrogram plan{{.n_fft = 64, .n_mels = 10}};
  const Matrix<float> S(33, 5);
  Matrix<float> mel(10, 5);
  Matrix<float> few(9, 5);
  std::vector<float> values(std::size_t{33} * 5);
  EXPECT_THROW(plan.process(few.view(), mel.view()), std::invalid_argument);
  EXPECT_THROW(plan.process(S.view(), few.view()), std::invalid_argument);
  EXPECT_THROW(plan.process({values.data(), 33, 5}, mel.view()), std::invalid_argument);
}

RC_GTEST_PROP(MelSpectrogramProperty, IsTheProductWithItsBank, ()) {
  const auto n_frames = *rc::gen::inRange<std::size_t>(1, 90);
  const auto n_mels = *rc::gen::inRange<std::size_t>(1, 50);
  const MelConfig config{.n_fft = 256, .n_mels = n_mels};
  test::Noise noise{static_cast<std::uint32_t>(1 + n_frames * 100 + n_mels)};
  Matrix<float> S(129, n_frames);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    for (float& value : S.row(k)) {
      value = static_cast<float>(noise());
    }
  }
  Matrix<float> mel(n_mels, n_frames);
  MelSpectrogram{config}.process(S.view(), mel.view());
  const Matrix<float> bank = mel_filter_bank(config);
  for (std::size_t m = 0; m < n_mels; ++m) {
    for (std::size_t t = 0; t < n_frames; ++t) {
      double want = 0.0;
      for (std::size_t k = 0; k < S.rows(); ++k) {
        want += static_cast<double>(bank(m, k)) * static_cast<double>(S(k, t));
      }
      RC_ASSERT(std::abs(static_cast<double>(mel(m, t)) - want) <= want * kSumRounding.relative);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp
