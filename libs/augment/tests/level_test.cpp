#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "earmark/augment/distort.h"
#include "earmark/augment/equalize.h"
#include "earmark/augment/gain.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

constexpr double kFloatError = 1e-6;   // relative, of one rounding to a float
constexpr double kBandErrorDb = 0.01;  // what is left of the filter's run-in under the window

TEST(Gain, IsExactToARounding) {
  const Sound sound = test::noise(0.1, 22050, 2);
  for (const double gain_db : {-60.0, -6.0, 12.0}) {
    const Sound louder = gain(sound, gain_db);
    const double factor = std::pow(10, gain_db / 20);
    for (std::size_t i = 0; i < sound.samples.size(); ++i) {
      const double expected = factor * static_cast<double>(sound.samples[i]);
      ASSERT_NEAR(static_cast<double>(louder.samples[i]), expected,
                  kFloatError * std::abs(expected));
    }
  }
  EXPECT_EQ(gain(sound, 0).samples, sound.samples);
  EXPECT_THROW((void)gain(sound, INFINITY), std::invalid_argument);
}

TEST(Clip, CutsWhatIsBeyondTheLimit) {
  const Sound sound{.samples = {-2, -0.5, 0.25, 0.75}};
  EXPECT_EQ(clip(sound, 0.5).samples, (std::vector<float>{-0.5, -0.5, 0.25, 0.5}));
  EXPECT_THROW((void)clip(sound, 0), std::invalid_argument);
}

TEST(Overdrive, KeepsFullScaleAndRaisesWhatIsBelow) {
  const Sound sound{.samples = {-1, 0, 0.1F, 1}};
  const Sound driven = overdrive(sound, 20);
  EXPECT_FLOAT_EQ(driven.samples[0], -1);
  EXPECT_EQ(driven.samples[1], 0);
  EXPECT_NEAR(static_cast<double>(driven.samples[2]), std::tanh(1.0) / std::tanh(10.0),
              kFloatError);
  EXPECT_FLOAT_EQ(driven.samples[3], 1);
  EXPECT_THROW((void)overdrive(sound, 61), std::invalid_argument);
}

double gain_at(double hz, const EqBand& band) {
  const Sound sound = test::tone(hz, 2, 44100, 2);
  const Sound equalized = equalize(sound, std::span{&band, 1});
  double db = 0;
  for (const std::size_t c : {0U, 1U}) {
    db += 20 * std::log10(test::amplitude_at(test::channel(equalized, c), hz, 44100) /
                          test::amplitude_at(test::channel(sound, c), hz, 44100));
  }
  return db / 2;
}

TEST(Equalize, ABandHasItsGainAtItsCentre) {
  for (const double hz : {100.0, 1000.0, 8000.0}) {
    for (const double gain_db : {-12.0, 6.0}) {
      EXPECT_NEAR(gain_at(hz, {.hz = hz, .gain_db = gain_db, .q = 1}), gain_db, kBandErrorDb);
    }
  }
}

TEST(Equalize, ABandLeavesWhatIsFarAwayAndHasHalfItsGainAtTheEdges) {
  const EqBand band{.hz = 1000, .gain_db = 12, .q = 2};
  EXPECT_NEAR(gain_at(20, band), 0, 0.02);
  EXPECT_NEAR(gain_at(20000, band), 0, 0.02);
  // The cookbook's bandwidth of 1 / q lies between the two places of half the gain in dB.
  const double edge = std::sqrt(1 + 1 / (4.0 * 4)) + 1 / 4.0;
  EXPECT_NEAR(gain_at(1000 * edge, band), 6, 0.1);
  EXPECT_NEAR(gain_at(1000 / edge, band), 6, 0.1);
}

TEST(Equalize, BandsAddUp) {
  const std::vector<EqBand> twice(2, {.hz = 1000, .gain_db = 3, .q = 1});
  const EqBand once{.hz = 1000, .gain_db = 3, .q = 1};
  const Sound sound = test::tone(1000, 1);
  const Sound expected = equalize(equalize(sound, std::span{&once, 1}), std::span{&once, 1});
  EXPECT_EQ(equalize(sound, twice).samples, expected.samples);
  EXPECT_EQ(equalize(sound, {}).samples, sound.samples);
}

TEST(Equalize, ABandMustLieUnderHalfTheRate) {
  const Sound sound = test::tone(100, 0.1, 8000);
  const EqBand high{.hz = 4000, .gain_db = 3, .q = 1};
  const EqBand broken{.hz = 400, .gain_db = 3, .q = 0};
  EXPECT_THROW((void)equalize(sound, std::span{&high, 1}), AugmentError);
  EXPECT_THROW((void)equalize(sound, std::span{&broken, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::augment
