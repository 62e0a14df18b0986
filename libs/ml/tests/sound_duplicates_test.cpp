#include "earmark/ml/sound_duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "sound_test_data.h"

namespace earmark::ml {
namespace {

using test::add_track;
using test::FakeRecording;

/// Two places of the frames' grid, as the header promises.
constexpr double kOffsetToleranceS = 0.05;

using Pair = std::pair<std::string, std::string>;

std::vector<Pair> pairs(const PreparedData& data) {
  std::vector<Pair> names;
  for (const SoundDuplicate& found : find_sound_duplicates(data)) {
    names.emplace_back(found.first, found.second);
  }
  return names;
}

class SoundDuplicatesShift : public ::testing::TestWithParam<double> {};

TEST_P(SoundDuplicatesShift, IsFoundAndTold) {
  PreparedData data = test::no_tracks();
  const FakeRecording recording{1};
  add_track(data, "whole", recording, {.begin_s = 20.0});
  add_track(data, "shifted", recording, {.begin_s = 20.0 + GetParam()});
  const auto found = find_sound_duplicates(data);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].first, "whole");
  EXPECT_EQ(found[0].second, "shifted");
  EXPECT_NEAR(found[0].offset_s, GetParam(), kOffsetToleranceS);
  // Half a hop shifts a few words by one frame: recordings have 0.06 there, chance is 0.5.
  EXPECT_LT(found[0].bit_error_rate, 0.12);
}

INSTANTIATE_TEST_SUITE_P(Seconds, SoundDuplicatesShift,
                         ::testing::Values(0.0, 0.1, 1.37, 1.3816, 10.0, -0.7, -20.0));

TEST(SoundDuplicatesTest, LevelDoesNotMatter) {
  PreparedData data = test::no_tracks();
  add_track(data, "a", FakeRecording{1});
  add_track(data, "b", FakeRecording{1}, {.level = 135.8});  // 12 dB in each of 128 bands
  const auto found = find_sound_duplicates(data);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].bit_error_rate, 0.0);
  EXPECT_EQ(found[0].offset_s, 0.0);
}

TEST(SoundDuplicatesTest, ExcerptOfTenSecondsIsFound) {
  PreparedData data = test::no_tracks();
  add_track(data, "whole", FakeRecording{1});
  add_track(data, "excerpt", FakeRecording{1}, {.begin_s = 7.3, .n_segments = 3});
  const auto found = find_sound_duplicates(data);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].offset_s, 7.3, kOffsetToleranceS);
}

TEST(SoundDuplicatesTest, LessThanFiveSecondsInCommonAreNotTold) {
  PreparedData data = test::no_tracks();
  add_track(data, "whole", FakeRecording{1});
  add_track(data, "next", FakeRecording{1}, {.begin_s = 26.0});
  EXPECT_TRUE(pairs(data).empty());
}

TEST(SoundDuplicatesTest, TracksThatShareOnlyAPassageAreNotTold) {
  PreparedData data = test::no_tracks();
  add_track(data, "a", FakeRecording{1});
  add_track(data, "b", FakeRecording{2});
  const auto n = static_cast<std::ptrdiff_t>(data.recipe.tensor_size());
  const auto values = data.tensor_values.begin();
  std::copy(values, values + 3 * n, values + 10 * n);
  EXPECT_TRUE(pairs(data).empty());
}

TEST(SoundDuplicatesTest, OtherRecordingsAreNotTold) {
  PreparedData data = test::no_tracks();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    add_track(data, "track " + std::to_string(seed), FakeRecording{seed});
  }
  EXPECT_TRUE(pairs(data).empty());
}

TEST(SoundDuplicatesTest, EachPairOfThreeIsToldInOrderOfTheSecond) {
  PreparedData data = test::no_tracks();
  add_track(data, "z", FakeRecording{1});
  add_track(data, "other", FakeRecording{2});
  add_track(data, "m", FakeRecording{1}, {.begin_s = 0.5});
  add_track(data, "a", FakeRecording{1}, {.begin_s = 1.0});
  const std::vector<Pair> expected{{"z", "m"}, {"z", "a"}, {"m", "a"}};
  EXPECT_EQ(pairs(data), expected);
}

TEST(SoundDuplicatesTest, KnownCopiesArePassedOver) {
  PreparedData data = test::no_tracks();
  add_track(data, "a", FakeRecording{1});
  add_track(data, "a.copy", FakeRecording{1}, {.copy_of = "a"});
  add_track(data, "b", FakeRecording{1});
  const std::vector<Pair> expected{{"a", "b"}};
  EXPECT_EQ(pairs(data), expected);
}

TEST(SoundDuplicatesTest, SteadySoundIsNoRecording) {
  PreparedData data = test::no_tracks();
  for (const char* id : {"a", "b"}) {
    add_track(data, id, FakeRecording{1});
  }
  std::ranges::fill(data.tensor_values, -7.0F);
  EXPECT_TRUE(pairs(data).empty());
}

TEST(SoundDuplicatesTest, ValuesThatAreNoNumbersAreNotTold) {
  PreparedData data = test::no_tracks();
  for (const char* id : {"a", "b"}) {
    add_track(data, id, FakeRecording{1});
  }
  std::ranges::fill(data.tensor_values, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(pairs(data).empty());
}

TEST(SoundDuplicatesTest, NothingHoldsNoPairs) {
  EXPECT_TRUE(find_sound_duplicates(test::no_tracks()).empty());
}

TEST(SoundDuplicatesTest, StartsOutOfRangeAreRefused) {
  for (const double start_s : {-1.0, 100'001.0, std::numeric_limits<double>::infinity()}) {
    PreparedData data = test::no_tracks();
    add_track(data, "a", FakeRecording{1});
    data.segments[1].start_s = start_s;
    EXPECT_THROW((void)find_sound_duplicates(data), TableError) << start_s;
  }
}

TEST(SoundDuplicatesTest, NeedsTensors) {
  PreparedData data = test::no_tracks();
  add_track(data, "a", FakeRecording{1});
  data.tensor_values.clear();
  EXPECT_THROW((void)find_sound_duplicates(data), std::logic_error);
}

}  // namespace
}  // namespace earmark::ml
