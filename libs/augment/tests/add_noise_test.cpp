#include "earmark/augment/add_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "test_sounds.h"

namespace earmark::augment {
namespace {

// What rounding the sum to floats leaves of a ratio of up to 60 dB.
constexpr double kSnrError = 0.001;

TEST(AddNoise, TheRatioIsWhatWasAskedFor) {
  for (const int n_channels : {1, 2}) {
    const Sound clean = test::tone(440, 2, 22050, n_channels);
    for (const double snr_db : {60.0, 30.0, 10.0, 0.0, -20.0}) {
      Rng rng{3};
      const auto measured = measured_snr_db(clean, add_noise(clean, snr_db, rng));
      EXPECT_NEAR(measured.value_or(-999), snr_db, kSnrError) << n_channels << " channels";
    }
  }
}

TEST(AddNoise, SilenceStaysSilent) {
  const Sound silence{.samples = std::vector<float>(1000), .sample_rate = 22050, .n_channels = 2};
  Rng rng{3};
  const Sound noisy = add_noise(silence, 10, rng);
  EXPECT_EQ(noisy.samples, silence.samples);
  EXPECT_FALSE(measured_snr_db(silence, noisy).has_value());
}

TEST(AddNoise, NothingGetsNothing) {
  Rng rng{3};
  EXPECT_TRUE(add_noise(Sound{}, 10, rng).samples.empty());
}

TEST(AddNoise, TheSeedDecidesTheNoise) {
  const Sound clean = test::tone(440, 0.1);
  Rng first{3};
  Rng same{3};
  Rng other{4};
  const Sound noisy = add_noise(clean, 10, first);
  EXPECT_EQ(noisy.samples, add_noise(clean, 10, same).samples);
  EXPECT_NE(noisy.samples, add_noise(clean, 10, other).samples);
}

TEST(AddNoise, AnAmplitudeIsAStandardDeviation) {
  const Sound silence{.samples = std::vector<float>(200'000)};
  for (const double amplitude : {0.01, 0.1, 1.0}) {
    Rng rng{3};
    const Sound noisy = add_noise_of_amplitude(silence, amplitude, rng);
    const double deviation = std::sqrt(energy(noisy) / 200'000);
    // Four standard errors of a deviation from so many values.
    EXPECT_NEAR(deviation / amplitude, 1, 4 / std::sqrt(2.0 * 200'000));
  }
}

TEST(AddNoise, TheNoiseIsWhiteAndEachChannelsOwn) {
  const Sound silence{
      .samples = std::vector<float>(200'000), .sample_rate = 22050, .n_channels = 2};
  Rng rng{3};
  const Sound noisy = add_noise_of_amplitude(silence, 1, rng);
  const auto left = test::channel(noisy, 0);
  const auto right = test::channel(noisy, 1);
  double beside = 0;
  double after = 0;
  for (std::size_t i = 0; i + 1 < left.size(); ++i) {
    beside += static_cast<double>(left[i]) * static_cast<double>(right[i]);
    after += static_cast<double>(left[i]) * static_cast<double>(left[i + 1]);
  }
  // Four standard errors of a correlation of 100 000 pairs.
  EXPECT_NEAR(beside / 1e5, 0, 4 / std::sqrt(1e5));
  EXPECT_NEAR(after / 1e5, 0, 4 / std::sqrt(1e5));
}

TEST(AddNoise, RefusesWhatIsNoNumber) {
  Rng rng{3};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)add_noise(Sound{}, nan, rng), std::invalid_argument);
  EXPECT_THROW((void)add_noise_of_amplitude(Sound{}, -1, rng), std::invalid_argument);
  EXPECT_THROW((void)measured_snr_db(test::tone(440, 1), test::tone(440, 2)),
               std::invalid_argument);
  const Sound broken{.samples = std::vector<float>(3), .sample_rate = 22050, .n_channels = 2};
  EXPECT_THROW((void)add_noise(broken, 10, rng), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::augment
