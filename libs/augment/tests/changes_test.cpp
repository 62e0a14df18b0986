#include "earmark/augment/changes.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "earmark/augment/add_noise.h"
#include "earmark/augment/gain.h"
#include "earmark/augment/ranges.h"
#include "earmark/augment/shift.h"
#include "earmark/augment/time_stretch.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

constexpr double kSnrError = 0.001;  // as of add_noise

Changes all_changes() {
  return {.shift_s = 0.1,
          .crop_s = 1,
          .reorder = 3,
          .tempo = 1.25,
          .pitch_semitones = 1,
          .eq = {{.hz = 500, .gain_db = 6, .q = 1}},
          .reverb_s = 0.3,
          .noise_snr_db = 20,
          .drive_db = 3,
          .gain_db = -6,
          .codec = Codec{.kind = CodecKind::mp3, .setting = 64}};
}

TEST(Apply, WithoutChangesGivesTheSound) {
  const Sound sound = test::noise(0.1);
  EXPECT_EQ(apply(sound, {}, 1).sound.samples, sound.samples);
}

TEST(Apply, MakesTheChangesInTheirOrder) {
  const Sound sound = test::noise(2, 22050, 2);
  const Changes changes{.shift_s = 0.5, .tempo = 1.25, .gain_db = -6};
  const Sound expected = gain(time_stretch(shift(sound, 0.5), 1.25), -6);
  EXPECT_EQ(apply(sound, changes, 1).sound.samples, expected.samples);
}

TEST(Apply, MakesAllOfThemAndSaysWhatBecameOfIt) {
  const ChangedSound changed = apply(test::noise(3, 22050, 2), all_changes(), 1);
  EXPECT_EQ(changed.sound.n_channels, 2);
  EXPECT_EQ(changed.sound.sample_rate, 22050);
  EXPECT_EQ(changed.sound.n_frames(), 22050U * 4 / 5);
  EXPECT_NEAR(changed.snr_db.value_or(0), 20, kSnrError);
  EXPECT_LE(changed.crop_start_s.value_or(99), 1.9);
  EXPECT_EQ(changed.order.size(), 3U);
}

TEST(Apply, TheSeedDecides) {
  const Sound sound = test::noise(2);
  const auto first = apply(sound, all_changes(), 1).sound.samples;
  EXPECT_EQ(first, apply(sound, all_changes(), 1).sound.samples);
  EXPECT_NE(first, apply(sound, all_changes(), 2).sound.samples);
}

TEST(Apply, AnotherChangeDoesNotAlterWhatIsDrawn) {
  const Sound sound = test::noise(2);
  const auto alone = apply(sound, {.crop_s = 1}, 1).crop_start_s;
  EXPECT_EQ(alone, apply(sound, {.crop_s = 1, .reorder = 5, .noise_snr_db = 3}, 1).crop_start_s);
}

TEST(Apply, ASoundNotLongerThanTheCropStaysWhole) {
  const Sound sound = test::noise(0.5);
  const ChangedSound changed = apply(sound, {.crop_s = 1}, 1);
  EXPECT_EQ(changed.sound.samples, sound.samples);
  EXPECT_EQ(changed.crop_start_s, 0.0);
  EXPECT_TRUE(changed.uncropped);
}

TEST(Apply, CanBeStoppedBetweenChanges) {
  int n_calls = 0;
  const auto stop = [&] {
    if (++n_calls == 2) {
      throw std::runtime_error("stop");
    }
  };
  EXPECT_THROW(
      (void)apply(test::noise(0.5), {.shift_s = 0.1, .gain_db = 1, .codec = Codec{}}, 1, stop),
      std::runtime_error);
  EXPECT_EQ(n_calls, 2);
}

TEST(Apply, RefusesWhatIsLargerThanFloatsCanBe) {
  const Sound huge = gain(test::noise(0.5), 770);
  ASSERT_TRUE(is_finite(huge));
  EXPECT_THROW((void)apply(huge, {.gain_db = 60}, 1), AugmentError);
  EXPECT_THROW((void)apply(huge, {.pitch_semitones = 1}, 1), AugmentError);
  EXPECT_THROW((void)apply(huge, {.codec = Codec{}}, 1), AugmentError);
}

TEST(Apply, RefusesACropOfNothing) {
  EXPECT_THROW((void)apply(test::noise(0.5), {.crop_s = 0}, 1), std::invalid_argument);
  EXPECT_THROW((void)apply(test::noise(0.5), {.reorder = 1}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::augment
