#include "earmark/dsp/mel_scale.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace earmark::dsp {
namespace {

// Rounding of one logarithm and one exponential.
constexpr double kRelativeRounding = 1e-12;

TEST(MelScale, KnowsThePublishedPoints) {
  EXPECT_DOUBLE_EQ(hz_to_mel(1000.0), 15.0);
  EXPECT_NEAR(hz_to_mel(6400.0), 42.0, 42.0 * kRelativeRounding);
  EXPECT_NEAR(hz_to_mel(1000.0, true), 999.985537, 1e-6);  // HTK's formula, to its printed digits
}

TEST(MelScale, FrequenciesStartAndEndWhereAsked) {
  const auto frequencies = mel_frequencies(40, 100.0, 8000.0);
  ASSERT_EQ(frequencies.size(), 40U);
  EXPECT_NEAR(frequencies.front(), 100.0, 100.0 * kRelativeRounding);
  EXPECT_NEAR(frequencies.back(), 8000.0, 8000.0 * kRelativeRounding);
}

TEST(MelScale, SpectraHaveOneBinMoreThanHalfTheTransform) {
  const auto bins = fft_frequencies(22050.0, 2048);
  ASSERT_EQ(bins.size(), 1025U);
  EXPECT_EQ(bins.front(), 0.0);
  EXPECT_NEAR(bins.back(), 11025.0, 11025.0 * kRelativeRounding);
}

RC_GTEST_PROP(MelScaleProperty, GoesThereAndBack, ()) {
  const double hz =
      *rc::gen::map(rc::gen::inRange(0, 22'050'000), [](int n) { return n / 1000.0; });
  const bool htk = *rc::gen::arbitrary<bool>();
  RC_ASSERT(std::abs(mel_to_hz(hz_to_mel(hz, htk), htk) - hz) <= (hz + 1.0) * kRelativeRounding);
}

}  // namespace
}  // namespace earmark::dsp
