#include "earmark/behave/alteration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "earmark/augment/gain.h"

namespace earmark::behave {
namespace {

augment::Sound tone() {
  augment::Sound sound{.samples = std::vector<float>(44100), .sample_rate = 22050, .n_channels = 1};
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    sound.samples[i] = 0.5F * std::sin(0.1F * static_cast<float>(i));
  }
  return sound;
}

Alteration alteration(std::string_view name, const std::string& text) {
  Alteration made;
  set_alteration(made, name, text);
  return made;
}

TEST(Alteration, NoiseHasTheAmplitudeAskedForWhateverTheSoundsLevel) {
  constexpr double kTolerance = 0.02;  // four standard errors of a deviation over 44,100 samples
  const augment::Sound quiet = augment::gain(tone(), -40);
  const augment::Sound noisy = alter(quiet, alteration("noise_amplitude", "0.1"), 3);
  double sum = 0;
  for (std::size_t i = 0; i < noisy.samples.size(); ++i) {
    sum += std::pow(static_cast<double>(noisy.samples[i] - quiet.samples[i]), 2);
  }
  EXPECT_NEAR(std::sqrt(sum / static_cast<double>(noisy.samples.size())) / 0.1, 1, kTolerance);
}

TEST(Alteration, IsThatOfAugmentUnderTheSameName) {
  EXPECT_EQ(alter(tone(), alteration("gain_db", "-6"), 1).samples,
            augment::gain(tone(), -6).samples);
}

TEST(Alteration, AnotherRateIsTheSameLength) {
  const augment::Sound made = alter(tone(), alteration("sample_rate", "16000"), 1);
  EXPECT_EQ(made.sample_rate, 16000);
  EXPECT_NEAR(made.duration_s(), 2, 1e-3);
}

TEST(Alteration, WhatIsDrawnDependsOnTheSeedAlone) {
  const Alteration noise = alteration("noise_amplitude", "0.1");
  EXPECT_EQ(alter(tone(), noise, 1).samples, alter(tone(), noise, 1).samples);
  EXPECT_NE(alter(tone(), noise, 1).samples, alter(tone(), noise, 2).samples);
}

TEST(Alteration, SaysWhatItIs) {
  Alteration two = alteration("gain_db", "-6..6");
  set_alteration(two, "sample_rate", "16000");
  EXPECT_EQ(two.text, "gain_db -6..6, sample_rate 16000");
}

TEST(Alteration, RefusesWhatIsOutOfRange) {
  for (const auto& [name, text] : {std::pair{"noise_amplitude", "-0.1"},
                                   {"noise_amplitude", "loud"},
                                   {"noise_amplitude", "nan"},
                                   {"sample_rate", "999"},
                                   {"sample_rate", "16000.5"},
                                   {"gain_db", "1000"},
                                   {"codec", "mp4:64"}}) {
    EXPECT_THROW((void)alteration(name, text), augment::AugmentError) << name << ' ' << text;
  }
  EXPECT_THROW((void)alteration("colour", "1"), std::invalid_argument);
}

TEST(Alteration, EveryNameIsTaken) {
  EXPECT_EQ(alteration_names().size(), augment::change_kinds().size() + 2);
}

}  // namespace
}  // namespace earmark::behave
