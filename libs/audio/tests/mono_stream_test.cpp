#include "earmark/audio/mono_stream.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "earmark/audio/load.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

constexpr int kRate = 22050;

std::vector<float> read_all(MonoStream& stream, std::size_t block = 999) {
  std::vector<float> samples;
  std::vector<float> room(block);
  while (const std::size_t n = stream.read(room)) {
    samples.insert(samples.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return samples;
}

test::Bytes wav_of(const std::vector<float>& interleaved, std::uint32_t n_channels) {
  return test::make_wav({.n_channels = n_channels}, interleaved);
}

TEST(MonoStream, GivesTheMeanOfTheChannels) {
  for (const std::uint32_t n_channels : {1U, 2U, 3U, 6U, 64U}) {
    SCOPED_TRACE(n_channels);
    const auto samples = test::chord(9000, n_channels, kRate);
    const auto bytes = wav_of(samples, n_channels);
    MonoStream stream{Reader::from_memory(bytes)};
    const auto got = read_all(stream);
    ASSERT_EQ(got.size(), 9000U);
    for (std::size_t i = 0; i < got.size(); ++i) {
      double want = 0;
      for (std::size_t c = 0; c < n_channels; ++c) {
        want += static_cast<double>(samples[i * n_channels + c]) / n_channels;
      }
      EXPECT_NEAR(got[i], want, 1e-7);  // one rounding to float
    }
    EXPECT_FALSE(stream.channels_cancel());
    EXPECT_EQ(stream.sample_rate(), kRate);
    EXPECT_DOUBLE_EQ(stream.duration_read_s(), 9000.0 / kRate);
    EXPECT_TRUE(stream.warnings().empty());
  }
}

TEST(MonoStream, TellsWhatDecodingAndResamplingTook) {
  const auto bytes = test::make_wav({.n_channels = 2, .sample_rate = 44100},
                                    test::chord(std::size_t{20} * 44100, 2, 44100));
  for (const DownMix down_mix : {DownMix::mean, DownMix::loudest}) {
    MonoStream stream{Reader::from_memory(bytes), {.down_mix = down_mix}};
    const auto start = std::chrono::steady_clock::now();
    (void)read_all(stream, 8192);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    const ReadTimes times = stream.times();
    EXPECT_GT(times.decode_s, 0);
    EXPECT_GT(times.resample_s, 0);
    if (down_mix == DownMix::mean) {
      EXPECT_LE(times.decode_s + times.resample_s, taken.count());
    }
  }
}

TEST(MonoStream, ShowsWhatIsInTheFileOnce) {
  const auto samples = test::chord(20000, 2, 44100);
  const auto bytes = test::make_wav({.n_channels = 2, .sample_rate = 44100}, samples);
  for (const DownMix down_mix : {DownMix::mean, DownMix::loudest}) {
    std::vector<float> seen;
    MonoStream stream{Reader::from_memory(bytes),
                      {.down_mix = down_mix, .on_decoded = [&](std::span<const float> block) {
                         seen.insert(seen.end(), block.begin(), block.end());
                       }}};
    (void)read_all(stream);
    EXPECT_EQ(seen, samples);
  }
}

TEST(MonoStream, NoticesAnInvertedChannelAndTakesTheLouder) {
  auto samples = test::chord(20000, 2, kRate);
  std::vector<float> left;
  for (std::size_t i = 0; i < samples.size(); i += 2) {
    left.push_back(samples[i]);
    samples[i + 1] = -0.99F * samples[i];
  }
  const auto bytes = wav_of(samples, 2);
  MonoStream mean{Reader::from_memory(bytes)};
  (void)read_all(mean);
  EXPECT_TRUE(mean.channels_cancel());

  MonoStream loudest{Reader::from_memory(bytes), {.down_mix = DownMix::loudest}};
  EXPECT_EQ(read_all(loudest), left);
  EXPECT_FALSE(loudest.channels_cancel());
}

TEST(MonoStream, SilenceDoesNotCancel) {
  const auto bytes = wav_of(std::vector<float>(4000), 2);
  MonoStream stream{Reader::from_memory(bytes)};
  (void)read_all(stream);
  EXPECT_FALSE(stream.channels_cancel());
}

TEST(MonoStream, CutsTheWantedPart) {
  const auto samples = test::chord(std::size_t{kRate} * 2, 1, kRate);
  const auto bytes = wav_of(samples, 1);
  MonoStream stream{Reader::from_memory(bytes), {.offset_s = 0.5, .duration_s = 0.25}};
  const auto got = read_all(stream);
  ASSERT_EQ(got.size(), 5512U);  // int(0.25 * 22050)
  EXPECT_EQ(test::max_difference(got, std::span{samples}.subspan(11025)), 0);

  MonoStream past_end{Reader::from_memory(bytes), {.offset_s = 1.5, .duration_s = 10}};
  EXPECT_EQ(read_all(past_end).size(), samples.size() - 33075);
  EXPECT_THROW((MonoStream{Reader::from_memory(bytes), {.offset_s = 3}}), DecodeError);
}

TEST(MonoStream, ResamplesToTheWantedRate) {
  const auto samples = test::chord(44100, 2, 44100);
  const auto bytes = test::make_wav({.n_channels = 2, .sample_rate = 44100}, samples);
  MonoStream stream{Reader::from_memory(bytes)};
  EXPECT_EQ(read_all(stream).size(), 22050U);
  MonoStream own_rate{Reader::from_memory(bytes), {.sr = 0}};
  EXPECT_EQ(own_rate.sample_rate(), 44100);
  EXPECT_EQ(read_all(own_rate).size(), 44100U);
}

TEST(MonoStream, SurvivesSamplesWhoseSquaresOverflowFloat) {
  const std::vector<float> samples(4000, 1e30F);
  const auto bytes = wav_of(samples, 2);
  MonoStream stream{Reader::from_memory(bytes)};
  EXPECT_EQ(read_all(stream), std::vector<float>(2000, 1e30F));
  EXPECT_FALSE(stream.channels_cancel());
}

TEST(MonoStream, NamesTheSoundWhoseSamplesOverflow) {
  const test::TempDir folder;
  const auto path = folder.path() / "loud.wav";
  std::vector<float> samples(40000);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = i % 100 < 50 ? 3.4e38F : -3.4e38F;
  }
  test::write_bytes(path, test::make_wav({.sample_rate = 44100}, samples));
  const std::string want =
      "cannot read " + path.string() + ": it is too loud to be resampled; its samples overflow";
  const auto expect_overflow = [&](const auto& read) {
    try {
      read();
      FAIL() << "no error";
    } catch (const DecodeError& error) {
      EXPECT_EQ(error.what(), want);
    }
  };
  expect_overflow([&] {
    MonoStream stream{Reader::open(path)};
    (void)read_all(stream);
  });
  expect_overflow([&] { (void)load(path, {.mono = false}); });
}

TEST(MonoStream, NamesTheSoundThatEndsBeforeTheWantedPart) {
  const auto bytes = wav_of(std::vector<float>(kRate), 1);
  try {
    const MonoStream stream{Reader::from_memory(bytes), {.offset_s = 2.5}};
    FAIL() << "no error";
  } catch (const DecodeError& error) {
    EXPECT_STREQ(error.what(), "cannot read the sound: it ends before 2.5 s, the wanted start");
  }
}

TEST(MonoStream, TheLoudestChannelIsThatOfThePart) {
  // The left channel is the louder of the whole, the right one between 0.5 and 0.75 s.
  auto samples = test::chord(std::size_t{kRate} * 2, 2, kRate);
  std::vector<float> right;
  for (std::size_t i = 0; i < samples.size() / 2; ++i) {
    const bool in_part = i >= 11025 && i < 11025 + 5512;
    samples[2 * i + (in_part ? 0 : 1)] *= 0.1F;
    if (in_part) {
      right.push_back(samples[2 * i + 1]);
    }
  }
  const auto bytes = wav_of(samples, 2);
  MonoStream part{Reader::from_memory(bytes),
                  {.down_mix = DownMix::loudest, .offset_s = 0.5, .duration_s = 0.25}};
  EXPECT_EQ(read_all(part), right);
  EXPECT_DOUBLE_EQ(part.duration_read_s(), 5512.0 / kRate);
}

TEST(MonoStream, CanBeMoved) {
  const auto samples = test::chord(5000, 2, kRate);
  const auto bytes = wav_of(samples, 2);
  MonoStream first{Reader::from_memory(bytes)};
  std::vector<float> room(100);
  ASSERT_EQ(first.read(room), 100U);
  MonoStream second = std::move(first);
  EXPECT_EQ(read_all(second).size(), 4900U);
}

TEST(MonoStream, RejectsBadArguments) {
  EXPECT_THROW(MonoStreamConfig{.sr = -1}.validate(), std::invalid_argument);
  EXPECT_THROW(MonoStreamConfig{.offset_s = -0.1}.validate(), std::invalid_argument);
  EXPECT_THROW(MonoStreamConfig{.offset_s = std::numeric_limits<double>::infinity()}.validate(),
               std::invalid_argument);
  EXPECT_THROW(MonoStreamConfig{.duration_s = -1}.validate(), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::audio
