#include "earmark/audio/load.h"

#include <gtest/gtest.h>

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
  const auto got = load(path);
  MonoStream stream{Reader::open(path)};
  std::vector<float> want(100001);
  ASSERT_EQ(stream.read(want), 100000U);
  want.pop_back();
  EXPECT_EQ(got, want);
}

TEST(Load, KeepsChannelsApart) {
  const test::TempDir folder;
  const auto path = folder.path() / "a.wav";
  const auto samples = test::chord(200000, 3, 44100);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, samples, 3, 44100);
  EXPECT_EQ(load(path, {.sr = 0, .mono = false}), samples);

  const auto part = load(path, {.sr = 0, .mono = false, .offset_s = 1, .duration_s = 0.5});
  ASSERT_EQ(part.size(), 3U * 22050U);
  EXPECT_EQ(test::max_difference(part, std::span{samples}.subspan(std::size_t{3} * 44100)), 0);

  const auto resampled = load(path, {.mono = false});
  ASSERT_EQ(resampled.size(), 3U * 100000U);
  std::vector<float> mean(100000);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    mean[i] = (resampled[3 * i] + resampled[3 * i + 1] + resampled[3 * i + 2]) / 3;
  }
  // Resampling is linear: the mean before is the mean after, but for rounding.
  EXPECT_LE(test::max_difference(mean, load(path)), 1e-6);
}

TEST(Load, SaysWhatIsWrong) {
  EXPECT_THROW((void)load("/nowhere/a.wav"), DecodeError);
  EXPECT_THROW((void)load("/nowhere/a.wav", {.sr = -5}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::audio
