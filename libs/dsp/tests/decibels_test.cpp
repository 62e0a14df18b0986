#include "earmark/dsp/decibels.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "earmark/dsp/mel_spectrogram.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// A few roundings of decibels of at most 128.
constexpr double kDecibelRounding = 3e-5;

Matrix<float> filled(std::initializer_list<float> values) {
  Matrix<float> m(1, values.size());
  std::copy(values.begin(), values.end(), m.row(0).begin());
  return m;
}

TEST(PowerToDb, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> S = test::music_like_spectrogram();
  Matrix<float> mel(128, S.cols());
  MelSpectrogram{}.process(test::squared(S).view(), mel.view());
  const test::Tolerance tolerance{.absolute = kDecibelRounding};
  earmark::test::for_each_target([&] {
    Matrix<float> db(mel.rows(), mel.cols());
    power_to_db(mel.view(), db.view());
    test::expect_golden(db.view(), "mel_db", tolerance, test::kGoldenFrameStep);
    power_to_db(mel.view(), db.view(), {.ref = std::nullopt, .top_db = 60.0});
    test::expect_golden(db.view(), "mel_db_ref_max", tolerance, test::kGoldenFrameStep);
    power_to_db(mel.view(), db.view(), {.ref = 0.5, .amin = 1e-3, .top_db = std::nullopt});
    test::expect_golden(db.view(), "mel_db_unlimited", tolerance, test::kGoldenFrameStep);
    Matrix<float> amplitude(S.rows(), S.cols());
    amplitude_to_db(S.view(), amplitude.view(), {.ref = std::nullopt});
    Matrix<float> sixteenth(65, S.cols());
    for (std::size_t r = 0; r < sixteenth.rows(); ++r) {
      std::copy_n(amplitude.row(16 * r).begin(), S.cols(), sixteenth.row(r).begin());
    }
    test::expect_golden(sixteenth.view(), "amplitude_db", tolerance, test::kGoldenFrameStep);
  });
}

TEST(PowerToDb, IsAccurateOverTheWholeRangeOfFloats) {
  // 3 ulp of a result, and of the 10 that the logarithm is multiplied by.
  constexpr double kUlps = 3.0 * 0x1p-24;
  Matrix<float> S(1, 4096);
  earmark::test::for_each_target([&] {
    for (int exponent = -126; exponent < 128; ++exponent) {
      for (std::size_t i = 0; i < S.cols(); ++i) {
        S(0, i) = std::ldexp(1.0F + static_cast<float>(i) / 4096.0F, exponent);
      }
      Matrix<float> db(1, S.cols());
      power_to_db(S.view(), db.view(), {.amin = 1e-38, .top_db = std::nullopt});
      for (std::size_t i = 0; i < S.cols(); ++i) {
        const double want = 10.0 * std::log10(std::max(static_cast<double>(S(0, i)), 0x1p-126));
        ASSERT_NEAR(db(0, i), want, kUlps * std::max(std::abs(want), 0.1)) << S(0, i);
      }
    }
  });
}

TEST(PowerToDb, KeepsTopDbUnderTheLoudestFrameOnly) {
  Matrix<float> S = filled({1.0F, 1e-3F, 1e-20F});
  // The padding means nothing, so it must not count as the loudest.
  S.view().data()[S.cols()] = 1e20F;
  Matrix<float> db(1, 3);
  power_to_db(S.view(), db.view(), {.top_db = 50.0});
  EXPECT_EQ(db(0, 0), 0.0F);
  EXPECT_NEAR(db(0, 1), -30.0, kDecibelRounding);
  EXPECT_EQ(db(0, 2), -50.0F);
}

TEST(PowerToDb, SilenceIsTheFloor) {
  Matrix<float> db(2, 20);
  power_to_db(Matrix<float>(2, 20).view(), db.view());
  EXPECT_NEAR(db(1, 19), -100.0, kDecibelRounding);
}

TEST(PowerToDb, WorksInPlace) {
  Matrix<float> S = filled({100.0F, 10.0F});
  power_to_db(S.view(), S.view());
  EXPECT_NEAR(S(0, 0), 20.0, kDecibelRounding);
  EXPECT_NEAR(S(0, 1), 10.0, kDecibelRounding);
}

TEST(PowerToDb, RejectsBadConfigurations) {
  Matrix<float> S(1, 1);
  EXPECT_THROW(power_to_db(S.view(), S.view(), {.amin = 0.0}), std::invalid_argument);
  EXPECT_THROW(power_to_db(S.view(), S.view(), {.top_db = -1.0}), std::invalid_argument);
  EXPECT_THROW(amplitude_to_db(S.view(), S.view(), {.amin = -1.0}), std::invalid_argument);
  EXPECT_THROW(amplitude_to_db(S.view(), S.view(), {.top_db = -1.0}), std::invalid_argument);
}

RC_GTEST_PROP(DecibelsProperty, GoThereAndBack, ()) {
  const float power = std::ldexp(1.0F, *rc::gen::inRange(-30, 30)) *
                      (1.0F + static_cast<float>(*rc::gen::inRange(0, 1000)) / 1000.0F);
  Matrix<float> S = filled({power});
  power_to_db(S.view(), S.view(), {.ref = 2.0});
  // A rounding of 90 dB in float is a factor of 1e-6.
  constexpr double kThereAndBack = 4e-6;
  RC_ASSERT(std::abs(db_to_power(S(0, 0), 2.0) - power) <= kThereAndBack * power);
  RC_ASSERT(std::abs(db_to_amplitude(S(0, 0), std::sqrt(2.0)) - std::sqrt(power)) <=
            kThereAndBack * std::sqrt(power));
}

}  // namespace
}  // namespace earmark::dsp
