#include "band_limit.h"

#include <gtest/gtest.h>

#include "earmark/features/recipe.h"
#include "test_sounds.h"

namespace earmark::check {
namespace {

constexpr double kSeconds = 6.0;

std::optional<int> heard(const std::vector<float>& y) {
  BandLimit limit;
  for (std::size_t i = 0; i + features::kSegmentSamples <= y.size();
       i += features::kSegmentSamples) {
    limit.add(std::span{y}.subspan(i, features::kSegmentSamples));
  }
  return limit.resampled_from();
}

class BandLimitOfLowerRate : public ::testing::TestWithParam<int> {};

TEST_P(BandLimitOfLowerRate, IsFound) {
  const auto low = test::music(kSeconds, 1, GetParam());
  EXPECT_EQ(heard(test::resampled(low, GetParam(), features::kSampleRate)), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Rates, BandLimitOfLowerRate, ::testing::Values(8000, 11025, 16000));

TEST(BandLimit, WholeSpectraHaveNone) {
  EXPECT_EQ(heard(test::music(kSeconds, 1)), std::nullopt);
  for (const double rate : {32000.0, 44100.0, 48000.0}) {
    EXPECT_EQ(heard(test::resampled(test::music(kSeconds, 1, rate), rate, features::kSampleRate)),
              std::nullopt);
  }
}

TEST(BandLimit, ASlowRollOffIsNone) {
  auto y = test::music(kSeconds, 2);
  // Two poles at 2 kHz: 12 dB an octave.
  constexpr float kPole = 0.57F;
  for (int pass = 0; pass < 2; ++pass) {
    float last = 0.0F;
    for (float& x : y) {
      last = kPole * last + (1.0F - kPole) * x;
      x = last;
    }
  }
  EXPECT_EQ(heard(y), std::nullopt);
}

TEST(BandLimit, APureToneEndsNowhere) {
  std::vector<float> y(features::kSegmentSamples);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = 0.5F * static_cast<float>(std::sin(0.1 * static_cast<double>(i)));
  }
  EXPECT_EQ(heard(y), std::nullopt);
}

TEST(BandLimit, EachSongIsHeardAnew) {
  BandLimit limit;
  limit.add(test::music(3.0, 1));
  limit.reset();
  limit.add(std::span<const float>{
      test::resampled(test::music(4.0, 1, 16000), 16000, features::kSampleRate)}
                .first(features::kSegmentSamples));
  EXPECT_EQ(limit.resampled_from(), 16000);
}

}  // namespace
}  // namespace earmark::check
