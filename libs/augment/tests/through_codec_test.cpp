#include "earmark/augment/through_codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "support/error_db.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

/// Music-like for a codec: tones that swell, noise between them, nothing over 3.5 kHz that matters.
Sound chords(int sample_rate, int n_channels, double duration_s = 3) {
  Sound sound = test::noise(duration_s, sample_rate, n_channels, 0.002);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const std::size_t frame = i / static_cast<std::size_t>(n_channels);
    const double t = static_cast<double>(frame) / sample_rate;
    const double swell = 0.5 + 0.5 * std::sin(2 * std::numbers::pi * 1.3 * t);
    for (const double hz : {196.0, 523.3, 1318.5, 2637.0}) {
      sound.samples[i] +=
          static_cast<float>(0.15 * swell * std::sin(2 * std::numbers::pi * hz * t + hz * t * t));
    }
  }
  return sound;
}

/// The delay, in frames, at which `b` fits `a` best.
std::ptrdiff_t delay(const Sound& a, const Sound& b, std::ptrdiff_t largest) {
  constexpr std::ptrdiff_t kMargin = 4000;  // at both ends
  std::ptrdiff_t best = 0;
  double most = -1;
  const auto x = test::channel(a, 0);
  const auto y = test::channel(b, 0);
  for (std::ptrdiff_t lag = -largest; lag <= largest; ++lag) {
    const double sum =
        std::inner_product(x.begin() + kMargin, x.end() - kMargin, y.begin() + kMargin + lag, 0.0);
    if (sum > most) {
      most = sum;
      best = lag;
    }
  }
  return best;
}

struct Case {
  Codec codec;
  double error_db;  ///< at most; measured with a margin of some 5 dB
};

const std::vector<Case> kCases{
    {{CodecKind::mp3, 64}, -10}, {{CodecKind::opus, 96}, -8}, {{CodecKind::vorbis, 4}, -8}};

TEST(ThroughCodec, TheSoundComesBackInItsPlaceAndLength) {
  for (const Case& c : kCases) {
    for (const int rate : {22050, 44100, 48000, 96000}) {
      for (const int n_channels : {1, 2}) {
        const Sound sound = chords(rate, n_channels);
        const Sound heard = through_codec(sound, c.codec);
        ASSERT_EQ(heard.samples.size(), sound.samples.size());
        EXPECT_EQ(heard.sample_rate, rate);
        EXPECT_EQ(heard.n_channels, n_channels);
        const auto name = codec_name(c.codec.kind);
        EXPECT_EQ(delay(sound, heard, 60), 0) << name << ' ' << rate << ' ' << n_channels;
        EXPECT_LT(test::error_db(heard.samples, sound.samples), c.error_db)
            << name << ' ' << rate << ' ' << n_channels;
      }
    }
  }
}

TEST(ThroughCodec, FewerBitsLoseMore) {
  const Sound sound = chords(44100, 2);
  const auto error = [&](CodecKind kind, double setting) {
    return test::error_db(through_codec(sound, {kind, setting}).samples, sound.samples);
  };
  EXPECT_LT(error(CodecKind::mp3, 256), error(CodecKind::mp3, 64) - 3);
  EXPECT_LT(error(CodecKind::opus, 256), error(CodecKind::opus, 32) - 3);
  EXPECT_LT(error(CodecKind::vorbis, 9), error(CodecKind::vorbis, 0) - 3);
}

TEST(ThroughCodec, IsTheSameEveryTime) {
  const Sound sound = chords(44100, 2, 1);
  for (const Case& c : kCases) {
    EXPECT_EQ(through_codec(sound, c.codec).samples, through_codec(sound, c.codec).samples);
  }
}

TEST(ThroughCodec, TakesShortSoundsAndOddRates) {
  for (const Case& c : kCases) {
    for (const int rate : {8000, 11025, 15999, 16000, 37800, 192'000, 768'000}) {
      for (const std::size_t n_frames : {1U, 100U, 5001U}) {
        Sound sound = chords(rate, 1, 1);
        sound.samples.resize(n_frames);
        EXPECT_EQ(through_codec(sound, c.codec).n_frames(), n_frames) << rate;
      }
    }
    EXPECT_TRUE(through_codec(Sound{}, c.codec).samples.empty());
  }
}

TEST(ThroughCodec, TakesSilenceAndLoudSound) {
  Sound loud = test::noise(0.5, 44100, 2);
  for (float& x : loud.samples) {
    x = std::copysign(static_cast<float>(kMaxCodecPeak), x);
  }
  const Sound silence = test::tone(0, 0.5, 44100, 2);
  for (const Case& c : kCases) {
    EXPECT_GT(peak(through_codec(loud, c.codec)), 10) << codec_name(c.codec.kind);
    EXPECT_LT(peak(through_codec(silence, c.codec)), 1e-4) << codec_name(c.codec.kind);
  }
}

TEST(ThroughCodec, RefusesWhatACodecDoesNotHave) {
  const Sound sound = test::tone(440, 0.1);
  EXPECT_THROW((void)through_codec(test::tone(440, 0.1, 44100, 3), {}), AugmentError);
  EXPECT_THROW((void)through_codec(test::tone(440, 0.1, 7999), {}), AugmentError);
  EXPECT_THROW((void)through_codec({.samples = {100.1F}}, {}), AugmentError);
  EXPECT_THROW((void)through_codec({.samples = {NAN}}, {}), AugmentError);
  EXPECT_THROW((void)through_codec(sound, {CodecKind::mp3, 16}), AugmentError);
  EXPECT_THROW((void)through_codec(test::tone(440, 0.1, 22050), {CodecKind::mp3, 320}),
               AugmentError);
  EXPECT_THROW((void)through_codec(sound, {CodecKind::mp3, 321}), std::invalid_argument);
  EXPECT_THROW((void)through_codec(sound, {CodecKind::opus, 11}), std::invalid_argument);
  EXPECT_THROW((void)through_codec(sound, {CodecKind::vorbis, NAN}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::augment
