#include "earmark/augment/reverberate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "convolve.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

// Of the slope of a decay that is itself noise; measured: under 3 %.
constexpr double kDecayError = 0.05;
// Of a float transform of 2^16 values, against its loudest value; measured: 3e-7.
constexpr double kConvolutionError = 2e-6;

Sound click(double duration_s, int sample_rate, int n_channels = 1) {
  Sound sound = test::tone(0, duration_s, sample_rate, n_channels);
  std::fill_n(sound.samples.begin(), n_channels, 1.0F);
  return sound;
}

/// Time to fall by 60 dB, from where what is left falls from -5 to -35 dB (Schroeder 1965; T30 of
/// ISO 3382).
double measured_decay_s(const std::vector<float>& response, int sample_rate) {
  std::vector<double> left(response.size());
  double sum = 0;
  for (std::size_t i = response.size(); i-- > 1;) {  // without the direct sound
    sum += static_cast<double>(response[i]) * static_cast<double>(response[i]);
    left[i] = sum;
  }
  left[0] = sum;
  const auto when = [&](double db) {
    const auto below = std::find_if(left.begin(), left.end(),
                                    [&](double x) { return x < sum * std::pow(10, db / 10); });
    return static_cast<double>(below - left.begin()) / sample_rate;
  };
  return 2 * (when(-35) - when(-5));
}

TEST(Reverberate, DecaysInItsTime) {
  for (const double decay_s : {0.2, 0.8, 3.0}) {
    Rng rng{11};
    const Sound wet = reverberate(click(4, 22050, 2), {.decay_s = decay_s}, rng);
    for (const std::size_t c : {0U, 1U}) {
      EXPECT_NEAR(measured_decay_s(test::channel(wet, c), 22050) / decay_s, 1, kDecayError);
    }
  }
}

TEST(Reverberate, TheRoomHasItsShareOfTheEnergy) {
  for (const double ratio_db : {-6.0, 3.0, 20.0}) {
    Rng rng{11};
    const Sound dry = click(2, 22050);
    Sound room = reverberate(dry, {.decay_s = 0.8, .direct_to_reverb_db = ratio_db}, rng);
    room.samples[0] -= 1;
    EXPECT_NEAR(-10 * std::log10(energy(room)), ratio_db, 0.001);
  }
}

TEST(Reverberate, KeepsTheLengthAndGivesEachChannelItsOwnRoom) {
  Rng rng{11};
  const Sound wet = reverberate(click(0.3, 44100, 2), {.decay_s = 0.8}, rng);
  EXPECT_EQ(wet.samples.size(), click(0.3, 44100, 2).samples.size());
  EXPECT_NE(test::channel(wet, 0), test::channel(wet, 1));
}

TEST(Reverberate, TheSeedDecidesTheRoom) {
  Rng first{11};
  Rng same{11};
  Rng other{12};
  const Sound sound = test::noise(0.2);
  const auto wet = reverberate(sound, {}, first).samples;
  EXPECT_EQ(wet, reverberate(sound, {}, same).samples);
  EXPECT_NE(wet, reverberate(sound, {}, other).samples);
}

TEST(Reverberate, RefusesRoomsThatThereAreNot) {
  Rng rng{11};
  EXPECT_THROW((void)reverberate({}, {.decay_s = 0}, rng), std::invalid_argument);
  EXPECT_THROW((void)reverberate({}, {.decay_s = NAN}, rng), std::invalid_argument);
  EXPECT_THROW((void)reverberate({}, {.direct_to_reverb_db = 61}, rng), std::invalid_argument);
}

/// sum of in[i - lag] impulse[lag] for the few i that are checked.
double naive(const std::vector<float>& in, const std::vector<float>& impulse, std::size_t i) {
  double sum = 0;
  for (std::size_t lag = 0; lag < std::min(impulse.size(), i + 1); ++lag) {
    sum += static_cast<double>(in[i - lag]) * static_cast<double>(impulse[lag]);
  }
  return sum;
}

TEST(AddConvolved, IsTheSumThatDefinesIt) {
  // Shorter than a block, as long, longer than a piece, longer than the sound.
  for (const std::size_t n_impulse : {1U, 256U, 1000U, 70'000U, 200'000U}) {
    const Sound in = test::noise(3.5, 44100, 2);
    const std::vector<float> impulse = test::noise(5, 44100).samples;
    const std::vector<float> used{impulse.begin(),
                                  impulse.begin() + static_cast<std::ptrdiff_t>(n_impulse)};
    Sound out{
        .samples = std::vector<float>(in.samples.size()), .sample_rate = 44100, .n_channels = 2};
    add_convolved(in, 1, used, out);
    EXPECT_EQ(peak({.samples = test::channel(out, 0)}), 0);
    const auto result = test::channel(out, 1);
    const double loudest = peak({.samples = result});
    const auto source = test::channel(in, 1);
    for (std::size_t i = 0; i < result.size(); i += 4999) {
      ASSERT_NEAR(static_cast<double>(result[i]), naive(source, used, i),
                  kConvolutionError * loudest)
          << n_impulse << " at " << i;
    }
  }
}

}  // namespace
}  // namespace earmark::augment
