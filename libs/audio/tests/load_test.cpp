#include "earmark/audio/load.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "earmark/audio/mono_stream.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

TEST(Load, GivesTheWholeStream) {
  const test::TempDir folder;
  const auto path = folder.path() / "a.wav";
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, test::chord(200000, 2, 44100), 2, 44100);
  const LoadedSound got = load(path);
  MonoStream stream{Reader::open(path)};
  std::vector<float> want(100001);
  ASSERT_EQ(stream.read(want), 100000U);
  want.pop_back();
  EXPECT_EQ(got.samples, want);
  EXPECT_EQ(got.sample_rate, 22050);
  EXPECT_EQ(got.n_channels, 1);
  EXPECT_TRUE(got.warnings.empty());
}

TEST(Load, KeepsChannelsApart) {
  const test::TempDir folder;
  const auto path = folder.path() / "a.wav";
  const auto samples = test::chord(200000, 3, 44100);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, samples, 3, 44100);
  const LoadedSound whole = load(path, {.sr = 0, .mono = false});
  EXPECT_EQ(whole.samples, samples);
  EXPECT_EQ(whole.sample_rate, 44100);
  EXPECT_EQ(whole.n_channels, 3);
  EXPECT_EQ(whole.n_frames(), 200000U);

  const auto part = load(path, {.sr = 0, .mono = false, .offset_s = 1, .duration_s = 0.5}).samples;
  ASSERT_EQ(part.size(), 3U * 22050U);
  EXPECT_EQ(test::max_difference(part, std::span{samples}.subspan(std::size_t{3} * 44100)), 0);

  const auto resampled = load(path, {.mono = false}).samples;
  ASSERT_EQ(resampled.size(), 3U * 100000U);
  std::vector<float> mean(100000);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    mean[i] = (resampled[3 * i] + resampled[3 * i + 1] + resampled[3 * i + 2]) / 3;
  }
  // Resampling is linear: the mean before is the mean after, but for rounding.
  EXPECT_LE(test::max_difference(mean, load(path).samples), 1e-6);
}

TEST(Load, PassesOnWhatAListenerShouldKnow) {
  const test::TempDir folder;
  const auto path = folder.path() / "cut.wav";
  const auto samples = test::chord(1000, 2, 22050);
  test::write_bytes(path, test::make_wav({.n_channels = 2}, std::as_bytes(std::span{samples}),
                                         2 * samples.size() * sizeof(float)));
  const std::vector<std::string> want{"the sound ends early: after 0.04 s of 0.0907029 s"};
  EXPECT_EQ(load(path).warnings, want);
  EXPECT_EQ(load(path, {.mono = false}).warnings, want);
}

TEST(Load, SaysWhatIsWrong) {
  EXPECT_THROW((void)load("/nowhere/a.wav"), DecodeError);
  EXPECT_THROW((void)load("/nowhere/a.wav", {.sr = -5}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::audio
