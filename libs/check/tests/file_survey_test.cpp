#include "earmark/check/file_survey.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "earmark/ml/sound_duplicates.h"
#include "support/temp_dir.h"
#include "test_sounds.h"

namespace earmark::check {
namespace {

using test::music;
using test::write_wav;

class FileSurveyTest : public ::testing::Test {
 protected:
  FileSurvey survey(const std::filesystem::path& file) { return surveyor_.survey(file, scratch_); }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return dir_.path() / name;
  }

  FileSurveyor surveyor_;
  FileSurveyor::Scratch scratch_;
  earmark::test::TempDir dir_;
};

TEST_F(FileSurveyTest, TellsWhatAGoodFileIs) {
  const auto song = survey(write_wav(path("a.wav"), music(9.5, 1, 44100), 44100));
  EXPECT_TRUE(song.heard);
  EXPECT_EQ(song.error, "");
  EXPECT_EQ(song.sample_rate, 44100);
  EXPECT_EQ(song.resampled_from, std::nullopt);
  EXPECT_NEAR(song.duration_s, 9.5, 1e-3);
  EXPECT_EQ(song.n_segments, 3U);
  EXPECT_EQ(song.n_silent, 0U);
  EXPECT_GT(song.peak, 0.3);
  EXPECT_LT(song.clipped_share, 0.001);
  EXPECT_EQ(song.features.size(), 57U);
  EXPECT_EQ(song.sha256.size(), 64U);
  EXPECT_TRUE(song.damage.empty());
  EXPECT_FALSE(song.channels_cancel);
}

TEST_F(FileSurveyTest, SilenceHasNoFeatures) {
  const auto song = survey(write_wav(path("s.wav"), std::vector<float>(154350)));
  EXPECT_EQ(song.n_segments, 2U);
  EXPECT_EQ(song.n_silent, 2U);
  EXPECT_TRUE(song.features.empty());
  EXPECT_EQ(song.peak, 0.0);
}

TEST_F(FileSurveyTest, SaysWhyAFileCannotBeUsed) {
  EXPECT_EQ(survey(path("no.wav")).error_kind, "not_found");
  std::ofstream{path("text.wav")} << "this is no sound at all";
  EXPECT_EQ(survey(path("text.wav")).error_kind, "decode");
  const auto brief = survey(write_wav(path("brief.wav"), music(0.3, 1)));
  EXPECT_EQ(brief.error_kind, "too_short");
  EXPECT_NEAR(brief.duration_s, 0.3, 1e-3);
}

TEST_F(FileSurveyTest, InvertedChannelsAreHeardByTheLouderOne) {
  const auto mono = music(6.5, 1);
  std::vector<float> stereo;
  for (const float x : mono) {
    stereo.push_back(x);
    stereo.push_back(-x);
  }
  const auto song = survey(write_wav(path("i.wav"), stereo, 22050, 2));
  EXPECT_TRUE(song.channels_cancel);
  EXPECT_EQ(song.features, survey(write_wav(path("m.wav"), mono)).features);
}

TEST_F(FileSurveyTest, LouderShiftedAndResampledCopiesAreOneRecording) {
  const auto original = music(20.0, 3);
  auto louder = original;
  std::ranges::transform(louder, louder.begin(), [](float x) { return 1.7F * x; });
  const std::vector<float> shifted{original.begin() + 31000, original.end()};
  const std::vector<ml::SoundWords> words{
      survey(write_wav(path("a.wav"), original)).words,
      survey(write_wav(path("b.wav"), music(20.0, 4))).words,
      survey(write_wav(path("c.wav"), louder)).words,
      survey(write_wav(path("d.wav"), shifted)).words,
      survey(write_wav(path("e.wav"), test::resampled(original, 22050, 16000), 16000)).words,
  };
  std::size_t n = 0;
  for (const ml::SoundMatch& match : ml::find_sound_matches(words)) {
    EXPECT_NE(match.first, 1U);
    EXPECT_NE(match.second, 1U);
    ++n;
  }
  EXPECT_EQ(n, 6U);  // of four each with each
}

TEST_F(FileSurveyTest, OneScratchServesSongAfterSong) {
  const auto file = write_wav(path("a.wav"), music(7.0, 5));
  const auto first = survey(file);
  (void)survey(write_wav(path("b.wav"), music(7.0, 6, 16000), 16000));
  const auto again = survey(file);
  EXPECT_EQ(first.features, again.features);
  EXPECT_EQ(first.words, again.words);
  EXPECT_EQ(first.resampled_from, again.resampled_from);
}

TEST_F(FileSurveyTest, WhoWatchesMayEndIt) {
  const auto file = write_wav(path("a.wav"), music(7.0, 5));
  const auto stop = [] { throw std::runtime_error{"enough"}; };
  EXPECT_THROW((void)surveyor_.survey(file, scratch_, stop), std::runtime_error);
}

}  // namespace
}  // namespace earmark::check
