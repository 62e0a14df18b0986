#include "earmark/ml/sides.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::ml {
namespace {

// Two genres, 20 artists, two segments a track; the first track of jazz is an excerpt.
std::vector<PreparedSegment> small_set() {
  std::vector<PreparedSegment> segments;
  for (int track = 0; track < 20; ++track) {
    for (std::size_t segment = 0; segment < 2; ++segment) {
      PreparedSegment s;
      s.track = "t" + std::to_string(track);
      s.artist = "a" + std::to_string(track);
      s.segment = segment;
      s.genre = track % 2 == 0 ? "rock" : "jazz";
      s.others["fold"] = track < 12 ? "train" : (track < 16 ? "valid" : "test");
      s.others["copy_of"] = "";
      s.excerpt = track == 1;
      segments.push_back(s);
    }
  }
  return segments;
}

SidesConfig config(const std::string& rule) {
  SidesConfig config;
  config.rule = SplitRule::parse(rule);
  config.valid_fraction = 0.2;
  config.test_fraction = 0.2;
  return config;
}

std::map<std::string, std::size_t> count(const std::vector<std::string>& sides) {
  std::map<std::string, std::size_t> n;
  for (const std::string& side : sides) {
    ++n[side];
  }
  return n;
}

TEST(Sides, AreAsLargeAsWanted) {
  for (const char* rule : {"by-artist", "by-track", "random-segments"}) {
    const auto n = count(choose_sides(small_set(), config(rule)));
    EXPECT_EQ(n, (std::map<std::string, std::size_t>{{"train", 24}, {"valid", 8}, {"test", 8}}))
        << rule;
  }
}

TEST(Sides, ShareNoArtist) {
  const auto segments = small_set();
  const auto sides = choose_sides(segments, config("by-artist"));
  std::map<std::string, std::set<std::string>> sides_of;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    sides_of[segments[i].artist].insert(sides[i]);
  }
  EXPECT_TRUE(std::ranges::all_of(sides_of, [](const auto& s) { return s.second.size() == 1; }));
}

TEST(Sides, ChangeWithTheSeedAlone) {
  SidesConfig other = config("by-artist");
  other.seed = 1;
  EXPECT_EQ(choose_sides(small_set(), config("by-artist")),
            choose_sides(small_set(), config("by-artist")));
  EXPECT_NE(choose_sides(small_set(), config("by-artist")), choose_sides(small_set(), other));
}

TEST(Sides, OfAColumnAreItsValues) {
  auto segments = small_set();
  segments[0].others["fold"] = "later";
  const auto sides = choose_sides(segments, config("column:fold"));
  EXPECT_EQ(sides.front(), "");
  EXPECT_EQ(sides[1], "train");
  EXPECT_EQ(sides.back(), "test");
}

TEST(Sides, ColumnNeedsAllThree) {
  auto segments = small_set();
  for (PreparedSegment& segment : segments) {
    std::string& fold = segment.others["fold"];
    fold = fold == "test" ? "valid" : fold;
  }
  try {
    (void)choose_sides(segments, config("column:fold"));
    FAIL();
  } catch (const TableError& error) {
    EXPECT_STREQ(error.what(),
                 "split column 'fold': no row of it is 'test', and rows train, valid and test are "
                 "all needed");
  }
  EXPECT_THROW((void)choose_sides(segments, config("column:nothing")), TableError);
}

TEST(Sides, CopyTrainsWhereItsOriginalDoesAndElseNowhere) {
  auto segments = small_set();
  for (int track = 0; track < 20; ++track) {
    PreparedSegment copy = segments[static_cast<std::size_t>(track) * 2];
    copy.others["copy_of"] = copy.track;
    copy.track += "~1";
    segments.push_back(copy);
  }
  const auto sides = choose_sides(segments, config("by-artist"));
  const auto originals = choose_sides(small_set(), config("by-artist"));
  EXPECT_TRUE(std::equal(originals.begin(), originals.end(), sides.begin()));
  for (std::size_t track = 0; track < 20; ++track) {
    EXPECT_EQ(sides[40 + track], sides[2 * track] == "train" ? "train" : "");
  }
}

TEST(Sides, ExcerptsTrainOnlyWhereWanted) {
  SidesConfig whole = config("column:fold");
  whole.excerpts = false;
  EXPECT_EQ(choose_sides(small_set(), config("column:fold"))[2], "train");
  EXPECT_EQ(choose_sides(small_set(), whole)[2], "");
}

TEST(Sides, RefuseSharesThatLeaveNothing) {
  SidesConfig greedy;
  greedy.valid_fraction = 0.5;
  greedy.test_fraction = 0.5;
  EXPECT_THROW(greedy.validate(), std::invalid_argument);
  greedy.valid_fraction = 0;
  EXPECT_THROW((void)choose_sides(small_set(), greedy), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
