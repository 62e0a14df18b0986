#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "earmark/augment/pitch_shift.h"
#include "earmark/augment/resample_to.h"
#include "earmark/augment/time_stretch.h"
#include "support/error_db.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

// Measured: within 0.4. Joins of a tone meet at whole periods, so they move its phase, not its
// pitch.
constexpr double kCents = 1;
// Measured: 42 ms at tempo 0.7.
constexpr double kPlaceErrorSeconds = 0.06;
constexpr int kRate = 44100;

/// A second from its middle, away from the ends, where there is nothing to join with.
std::vector<float> middle(const Sound& sound, std::size_t c = 0) {
  const auto samples = test::channel(sound, c);
  const auto half = static_cast<std::ptrdiff_t>(sound.sample_rate / 2);
  const auto centre = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
  return {centre - half, centre + half};
}

TEST(PitchShift, AToneLandsWhereItShould) {
  for (const double hz : {220.0, 1000.0, 5000.0}) {
    const Sound sound = test::tone(hz, 3, kRate);
    for (const double semitones : {-12.0, -3.5, 1.0, 2.0, 7.0, 12.0}) {
      const double expected = hz * std::exp2(semitones / 12);
      const double measured =
          test::peak_hz_near(middle(pitch_shift(sound, semitones)), expected, 10, kRate);
      EXPECT_NEAR(test::cents_between(measured, expected), 0, kCents) << hz << ' ' << semitones;
    }
  }
}

TEST(PitchShift, KeepsLengthAndChannels) {
  for (const std::size_t n_frames : {1U, 100U, 5000U, 100'001U}) {
    Sound sound = test::noise(4, kRate, 2);
    sound.samples.resize(2 * n_frames);
    const Sound shifted = pitch_shift(sound, 2);
    EXPECT_EQ(shifted.n_frames(), n_frames);
    EXPECT_EQ(shifted.n_channels, 2);
    EXPECT_EQ(shifted.sample_rate, kRate);
  }
}

TEST(PitchShift, LeavesNoImagesOfHighTones) {
  const auto shifted = middle(pitch_shift(test::tone(12000, 3, kRate), 5));
  const double ratio = std::exp2(5.0 / 12);
  const double own = test::amplitude_at(shifted, 12000 * ratio, kRate);
  // The image about the old rate, folded: SoundTouch's own interpolation leaves -21 dB there.
  const double image_hz = kRate - std::fmod((kRate - 12000) * ratio, kRate);
  for (int hz = -20; hz <= 20; ++hz) {
    EXPECT_LT(20 * std::log10(test::amplitude_at(shifted, image_hz + hz, kRate) / own), -60);
  }
}

TEST(PitchShift, ByNothingChangesNothing) {
  const Sound sound = test::noise(0.5);
  EXPECT_EQ(pitch_shift(sound, 0).samples, sound.samples);
  EXPECT_EQ(time_stretch(sound, 1).samples, sound.samples);
}

TEST(TimeStretch, TheLengthIsExact) {
  for (const double tempo : {0.5, 0.9, 1.1, 1.37, 2.0}) {
    for (const std::size_t n_frames : {0U, 1U, 441U, 44'100U, 132'317U}) {
      for (const int n_channels : {1, 2, 6}) {
        Sound sound = test::noise(4, kRate, n_channels);
        sound.samples.resize(n_frames * static_cast<std::size_t>(n_channels));
        const auto expected =
            static_cast<std::size_t>(std::llround(static_cast<double>(n_frames) / tempo));
        EXPECT_EQ(time_stretch(sound, tempo).n_frames(), expected) << tempo;
      }
    }
  }
}

TEST(TimeStretch, KeepsThePitch) {
  const Sound sound = test::tone(440, 4, kRate);
  for (const double tempo : {0.5, 0.8, 1.1, 2.0}) {
    const double measured = test::peak_hz_near(middle(time_stretch(sound, tempo)), 440, 30, kRate);
    EXPECT_NEAR(test::cents_between(measured, 440), 0, kCents) << tempo;
  }
}

TEST(TimeStretch, AMomentIsWhereItShouldBe) {
  // Silence with a tone that begins at 5 s.
  for (const double tempo : {0.7, 0.9, 1.1, 1.5}) {
    Sound sound = test::tone(440, 10, kRate, 2);
    std::fill_n(sound.samples.begin(), 2 * 5 * kRate, 0.0F);
    const auto stretched = test::channel(time_stretch(sound, tempo), 1);
    const auto first = std::find_if(stretched.begin(), stretched.end(),
                                    [](float x) { return std::abs(x) > 0.1F; });
    const double at = static_cast<double>(first - stretched.begin()) / kRate;
    EXPECT_NEAR(at, 5 / tempo, kPlaceErrorSeconds) << tempo;
  }
}

TEST(TimeStretch, CutsChannelsAtTheSamePlaces) {
  Sound sound = test::noise(2, kRate, 2);
  for (std::size_t i = 0; i < sound.samples.size(); i += 2) {
    sound.samples[i + 1] = -0.5F * sound.samples[i];
  }
  const Sound stretched = time_stretch(sound, 0.8);
  for (std::size_t i = 0; i < stretched.samples.size(); i += 2) {
    ASSERT_NEAR(stretched.samples[i + 1], -0.5F * stretched.samples[i], 1e-6F);
  }
}

TEST(TimeStretch, WorksAtTheEndsOfItsRates) {
  for (const int rate : {1000, 8000, 192'000}) {
    EXPECT_EQ(time_stretch(test::tone(100, 2, rate), 0.8).n_frames(),
              static_cast<std::size_t>(std::llround(2 * rate / 0.8)));
  }
}

TEST(TimeStretch, RefusesWhatSoundTouchCannot) {
  EXPECT_THROW((void)time_stretch(test::tone(440, 0.1, kRate, 17), 1.1), AugmentError);
  EXPECT_THROW((void)time_stretch(test::tone(440, 0.1, 192'001), 1.1), AugmentError);
  EXPECT_THROW((void)pitch_shift(test::tone(440, 0.1, kRate, 17), 1), AugmentError);
  EXPECT_THROW((void)time_stretch(test::tone(440, 0.1), 0.49), std::invalid_argument);
  EXPECT_THROW((void)time_stretch(test::tone(440, 0.1), NAN), std::invalid_argument);
  EXPECT_THROW((void)pitch_shift(test::tone(440, 0.1), 12.1), std::invalid_argument);
  EXPECT_THROW((void)pitch_shift(test::tone(440, 0.1), NAN), std::invalid_argument);
}

TEST(ResampleTo, GivesTheOtherRateAndKeepsTones) {
  const Sound sound = test::tone(1000, 2, kRate, 2);
  const Sound resampled = resample_to(sound, 16000);
  EXPECT_EQ(resampled.sample_rate, 16000);
  EXPECT_EQ(resampled.n_frames(), 32000U);
  const Sound expected = test::tone(1000, 2, 16000, 2);
  for (const std::size_t c : {0U, 1U}) {
    // Away from the ends the filter leaves -100 dB and more.
    EXPECT_LT(test::error_db(middle(resampled, c), middle(expected, c)), -90);
  }
  EXPECT_EQ(resample_to(sound, kRate).samples, sound.samples);
  EXPECT_EQ(resample_to(Sound{}, 8000).sample_rate, 8000);
  EXPECT_THROW((void)resample_to(sound, 0), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::augment
