#include "sound_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/sound_duplicates.h"
#include "earmark/ml/sound_words.h"
#include "sound_test_data.h"

namespace earmark::ml {
namespace {

SoundWords random_words(std::size_t n, std::uint64_t seed) {
  Rng rng{seed};
  SoundWords words;
  for (std::size_t i = 0; i < n; ++i) {
    words.emplace_back(static_cast<std::uint16_t>(rng.below(1U << SoundWord::kBits)));
  }
  return words;
}

TEST(SoundWordsTest, BitErrorsAreCountedWhereBothAreHeard) {
  const SoundWords first = random_words(400, 1);
  EXPECT_EQ(bit_error_rate(first, first, 0), 0.0);

  SoundWords second(first.begin() + 50, first.end());
  EXPECT_EQ(bit_error_rate(first, second, 50), 0.0);
  EXPECT_EQ(bit_error_rate(second, first, -50), 0.0);

  for (std::size_t i = 0; i < 70; ++i) {
    second[i] = SoundWord{};
  }
  for (std::size_t i = 70; i < 140; ++i) {
    second[i] = SoundWord{static_cast<std::uint16_t>(second[i].bits() ^ 0b111U)};
  }
  EXPECT_EQ(bit_error_rate(first, second, 50), 70.0 * 3.0 / (280.0 * 12.0));
}

TEST(SoundWordsTest, LessThanFiveSecondsHaveNoRate) {
  const SoundWords words = random_words(400, 1);
  EXPECT_TRUE(bit_error_rate(words, words, 400 - 215));
  EXPECT_FALSE(bit_error_rate(words, words, 400 - 214));
  EXPECT_FALSE(bit_error_rate(words, words, 1000));
  EXPECT_FALSE(bit_error_rate(words, words, -1000));
}

TEST(SoundWordsTest, SegmentsLieWhereTheyBegin) {
  PreparedData data = test::no_tracks();
  test::add_track(data, "a", test::FakeRecording{1}, {.n_segments = 2});
  const std::vector<double> starts{0.0, 6.0};  // 258.4 hops
  const SoundWords words = sound_words(data.tensors(), data.recipe.n_mfcc, starts);
  ASSERT_EQ(words.size(), 258U + 130U);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t frame = i < 130 ? i : i - 258;
    EXPECT_EQ(words[i].heard(), (i < 130 || i >= 258) && frame >= 10 && frame <= 120) << i;
  }
}

TEST(SoundIndexTest, FindsOffsetAndVotes) {
  const SoundWords first = random_words(400, 1);
  const std::vector<SoundWords> tracks{random_words(400, 2), first,
                                       SoundWords(first.begin() + 50, first.end())};
  const auto candidates = SoundIndex{tracks}.candidates(tracks[2], 2);
  ASSERT_EQ(candidates.size(), 1U);
  EXPECT_EQ(candidates[0].first, 1U);
  EXPECT_EQ(candidates[0].offset, 50);
  EXPECT_EQ(candidates[0].n_votes, 350U - 8U);
}

TEST(SoundIndexTest, OfManyCopiesEachIsFoundWithTheFirst) {
  const std::vector<SoundWords> tracks(200, random_words(300, 1));
  const auto candidates = SoundIndex{tracks}.candidates(tracks[199], 199);
  ASSERT_EQ(candidates.size(), SoundIndex::kMaxPlaces);
  EXPECT_EQ(candidates[0].first, 0U);
  EXPECT_EQ(candidates[0].offset, 0);
}

/// The offset of least bit error rate among all there are.
SoundDuplicate exhaustive_best(const SoundWords& first, const SoundWords& second) {
  SoundDuplicate best{.first = {}, .second = {}, .bit_error_rate = 1.0, .offset_s = 0.0};
  const auto longest = static_cast<std::ptrdiff_t>(std::max(first.size(), second.size()));
  for (std::ptrdiff_t offset = -longest; offset <= longest; ++offset) {
    const auto rate = bit_error_rate(first, second, offset);
    if (rate && *rate < best.bit_error_rate) {
      best.bit_error_rate = *rate;
      best.offset_s = static_cast<double>(offset) * kSoundHopS;
    }
  }
  return best;
}

TEST(SoundIndexTest, AgreesWithExhaustiveSearch) {
  constexpr std::size_t kSegments = 7;
  PreparedData data = test::no_tracks();
  std::vector<std::string> ids;
  Rng rng{7};
  for (std::size_t i = 0; i < 18; ++i) {
    ids.push_back("track " + std::to_string(i));
    test::add_track(
        data, ids.back(), test::FakeRecording{i % 12},
        {.begin_s = 12.0 * rng.uniform(), .n_segments = kSegments, .noise = 12.0 * rng.uniform()});
  }
  std::vector<SoundWords> words;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    words.push_back(sound_words(data.tensors().rows(kSegments * i, kSegments), data.recipe.n_mfcc,
                                std::vector<double>{0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0}));
  }
  std::vector<SoundDuplicate> expected;
  for (std::size_t second = 0; second < ids.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      auto best = exhaustive_best(words[first], words[second]);
      if (best.bit_error_rate <= 0.25) {
        best.first = ids[first];
        best.second = ids[second];
        expected.push_back(best);
      }
    }
  }
  ASSERT_EQ(expected.size(), 6U);
  const auto found = find_sound_duplicates(data);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, expected[i].first);
    EXPECT_EQ(found[i].second, expected[i].second);
    EXPECT_EQ(found[i].bit_error_rate, expected[i].bit_error_rate);
    EXPECT_EQ(found[i].offset_s, expected[i].offset_s);
  }
}

}  // namespace
}  // namespace earmark::ml
