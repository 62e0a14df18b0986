#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/song_analyzer.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

using test::joined;
using test::music;
using test::silence;
using test::wav;

/// The table row of each segment, as those get it who ask for all.
std::vector<std::vector<float>> all_rows(std::span<const std::byte> content) {
  std::vector<std::vector<float>> rows;
  (void)SongAnalyzer{{.table = true, .mfcc = false}}.analyze(
      {{}, content}, [&](const AnalyzedSegment& segment) {
        rows.emplace_back(segment.table.begin(), segment.table.end());
      });
  return rows;
}

Prediction predict(std::span<const std::byte> content, PredictOptions options = {},
                   const char* member = "naive-bayes") {
  options.middle_row = true;
  return Classifier::open(test::kShipped, {.members = {member}}).predict(content, options);
}

TEST(MiddleRowTest, IsTheTableRowOfTheMiddlePieceWhoeverIsAsked) {
  const auto song = wav(music(30, 1));
  const auto rows = all_rows(song);
  for (const char* member : {"naive-bayes", "cnn", "tagger"}) {
    EXPECT_EQ(predict(song, {}, member).middle_row, rows[5]) << member;
  }
}

TEST(MiddleRowTest, DoesNotDependOnThreadsOrTheHop) {
  const auto song = wav(music(31, 2));
  const auto alone = predict(song).middle_row;
  ASSERT_FALSE(alone.empty());
  for (const std::size_t n_threads : {2U, 4U}) {
    for (const double hop_s : {0.5, 0.7, 3.0}) {
      EXPECT_EQ(predict(song, {.n_threads = n_threads, .hop_s = hop_s}).middle_row, alone);
    }
  }
}

TEST(MiddleRowTest, IsGivenForSoundsShorterThanASegment) {
  const auto song = wav(music(1.2, 3));
  EXPECT_EQ(predict(song).middle_row, all_rows(song)[0]);
}

TEST(MiddleRowTest, IsEmptyWhereTheMiddleIsSilentOrNobodyAsks) {
  EXPECT_TRUE(
      predict(wav(joined(music(10, 4), joined(silence(10), music(10, 5))))).middle_row.empty());
  const auto classifier = Classifier::open(test::kShipped, {.profile = "fast"});
  EXPECT_TRUE(classifier.predict(wav(music(10, 4))).middle_row.empty());
}

TEST(MiddleRowTest, IsThatOfTheLouderChannelWhereTheChannelsCancel) {
  const auto mono = music(12, 6);
  std::vector<float> inverted;
  inverted.reserve(2 * mono.size());
  for (const float sample : mono) {
    inverted.push_back(sample);
    inverted.push_back(-sample);
  }
  EXPECT_EQ(predict(wav(inverted, 2)).middle_row, all_rows(wav(mono))[2]);
}

TEST(MiddleRowTest, ChangesNothingElse) {
  const auto song = wav(music(20, 7));
  const auto classifier = Classifier::open(test::kShipped, {.profile = "accurate"});
  EXPECT_EQ(classifier.predict(song, {.middle_row = true}).probabilities,
            classifier.predict(song).probabilities);
}

}  // namespace
}  // namespace earmark::inference
