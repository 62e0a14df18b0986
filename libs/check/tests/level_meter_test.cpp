#include "level_meter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace earmark::check {
namespace {

/// What a pure tone shows near its tops, which no music does for so long.
constexpr double kToneShare = 0.008;

/// A tone of 441 Hz, rounded to 16 bits, cut off at `limit` and then scaled.
std::vector<float> tone(double size, double limit, double scale = 1.0) {
  std::vector<float> samples(44100);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / 44100.0;
    const double y = std::clamp(size * std::sin(2.0 * std::numbers::pi * 441.3 * t), -limit, limit);
    samples[i] = static_cast<float>(std::round(scale * y * 32767.0) / 32768.0);
  }
  return samples;
}

LevelMeter measured(const std::vector<float>& interleaved, std::size_t n_channels = 1) {
  LevelMeter meter{n_channels};
  meter.add(interleaved);
  return meter;
}

TEST(LevelMeter, ATonesPeakIsItsSize) {
  const LevelMeter meter = measured(tone(0.5, 1.0));
  EXPECT_NEAR(meter.peak(), 0.5F, 1e-4F);  // a step of 16 bits
  EXPECT_LT(meter.clipped_share(), kToneShare);
}

TEST(LevelMeter, AFullScaleToneIsNotClipped) {
  EXPECT_LT(measured(tone(1.0, 1.0)).clipped_share(), kToneShare);
}

TEST(LevelMeter, ClippingIsFoundAtFullScaleAndWhenMadeQuieterLater) {
  // sin > 1/2 on a third of the circle, to either side.
  EXPECT_NEAR(measured(tone(2.0, 1.0)).clipped_share(), 2.0 / 3.0, 0.01);  // a sample a slope
  EXPECT_NEAR(measured(tone(2.0, 1.0, 0.3)).clipped_share(), 2.0 / 3.0, 0.01);
}

TEST(LevelMeter, OvershootOfALossyFormatIsClipped) {
  auto samples = tone(2.0, 1.0);
  for (std::size_t i = 0; i < samples.size(); i += 3) {
    samples[i] *= 1.02F;
  }
  EXPECT_NEAR(measured(samples).clipped_share(), 2.0 / 3.0, 0.01);
}

TEST(LevelMeter, ASingleClickIsNone) {
  auto samples = tone(0.5, 1.0);
  samples[1000] = 1.0F;
  samples[1001] = -1.0F;
  const LevelMeter meter = measured(samples);
  EXPECT_EQ(meter.peak(), 1.0F);
  EXPECT_EQ(meter.clipped_share(), 0.0);
}

TEST(LevelMeter, TheWorstChannelCounts) {
  const auto clipped = tone(2.0, 1.0);
  const auto good = tone(0.5, 1.0);
  std::vector<float> stereo;
  for (std::size_t i = 0; i < clipped.size(); ++i) {
    stereo.push_back(good[i]);
    stereo.push_back(clipped[i]);
  }
  EXPECT_EQ(measured(stereo, 2).clipped_share(), measured(clipped).clipped_share());
}

TEST(LevelMeter, BlocksDoNotMatter) {
  const auto samples = tone(2.0, 1.0);
  LevelMeter meter{1};
  for (std::size_t i = 0; i < samples.size(); i += 100) {
    meter.add(std::span{samples}.subspan(i, 100));
  }
  EXPECT_EQ(meter.clipped_share(), measured(samples).clipped_share());
}

TEST(LevelMeter, SilenceIsNeitherLoudNorClipped) {
  const LevelMeter meter = measured(std::vector<float>(1000));
  EXPECT_EQ(meter.peak(), 0.0F);
  EXPECT_EQ(meter.clipped_share(), 0.0);
  EXPECT_EQ(LevelMeter{2}.clipped_share(), 0.0);
}

}  // namespace
}  // namespace earmark::check
