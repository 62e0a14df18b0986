#include "altered_copies.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace earmark::cli {
namespace {

ml::Track track(const std::string& id, const std::string& copy_of = "") {
  ml::Track track;
  track.id = id;
  track.file = id + ".wav";
  track.genre = "jazz";
  track.others["copy_of"] = copy_of;
  return track;
}

const std::vector<ml::Track> kTracks{track("a"), track("b"), track("a-crop", "a"), track("c")};

CopiesConfig config(const std::string& text, std::uint64_t seed = 0) {
  return {.n_copies = 2, .seed = seed, .ranges = {}, .text = text};
}

TEST(AlteredCopies, AreOfTheSongsThatTrainAndOfNoCopy) {
  const auto copies = altered_copies(kTracks, {"a", "c", "a-crop"}, config("gain_db -6..6"));
  ASSERT_EQ(copies.size(), 4U);
  EXPECT_EQ(copies[1].track.others.at("copy_of"), "a");
  EXPECT_EQ(copies[2].track.others.at("copy_of"), "c");
  EXPECT_EQ(copies[2].track.file, "c.wav");
  EXPECT_EQ(copies[2].track.genre, "jazz");
}

TEST(AlteredCopies, DifferFromEachOtherAndFromThoseOfAnotherSong) {
  const auto copies = altered_copies(kTracks, {"a", "b"}, config(""));
  std::set<std::string> ids;
  std::set<std::uint64_t> seeds;
  for (const AlteredCopy& copy : copies) {
    ids.insert(copy.track.id);
    seeds.insert(copy.seed);
  }
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_EQ(seeds.size(), 4U);
}

TEST(AlteredCopies, BearOtherNamesWhereOtherThingsAreAltered) {
  const auto id = [](const CopiesConfig& of) {
    return altered_copies(kTracks, {"a"}, of).front().track.id;
  };
  EXPECT_EQ(id(config("gain_db -6..6")), id(config("gain_db -6..6")));
  EXPECT_NE(id(config("gain_db -6..6")), id(config("gain_db -6..5")));
  EXPECT_NE(id(config("gain_db -6..6")), id(config("gain_db -6..6", 1)));
}

}  // namespace
}  // namespace earmark::cli
