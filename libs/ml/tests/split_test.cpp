#include "earmark/ml/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"

namespace earmark::ml {
namespace {

/// 600 rows: 60 tracks of 10 segments by 25 artists or none, 4 classes.
struct Data {
  std::vector<std::string> track;
  std::vector<std::string> artist;
  std::vector<std::string> column;
  std::vector<int> y;

  Data() {
    Rng rng{9};
    for (int t = 0; t < 60; ++t) {
      const auto label = static_cast<int>(rng.below(4));
      const std::string by = t < 50 ? std::to_string(label) + "/" + std::to_string(t / 8) : "";
      for (int s = 0; s < 10; ++s) {
        track.push_back(std::to_string(t));
        artist.push_back(by);
        column.push_back(t % 5 == 0 ? "valid" : (t % 5 == 1 ? "" : "train"));
        y.push_back(label);
      }
    }
  }
  [[nodiscard]] SplitRows rows() const { return {track, artist, column, y}; }
};

std::set<std::string> names(const std::vector<std::string>& of_row,
                            const std::vector<std::size_t>& rows) {
  std::set<std::string> result;
  for (const std::size_t row : rows) {
    result.insert(of_row[row]);
  }
  result.erase("");
  return result;
}

bool are_disjoint(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::none_of(a, [&](const std::string& name) { return b.contains(name); });
}

TEST(Split, KeepsArtistsWhole) {
  const Data data;
  const Split split = make_split(SplitRule::parse("by-artist"), data.rows(), 0.2, 1);
  EXPECT_TRUE(are_disjoint(names(data.artist, split.train), names(data.artist, split.test)));
  EXPECT_TRUE(are_disjoint(names(data.track, split.train), names(data.track, split.test)));
  EXPECT_EQ(split.train.size() + split.test.size(), 600U);
  EXPECT_NEAR(static_cast<double>(split.test.size()), 120.0, 50.0);  // artists are lumps of 80
}

TEST(Split, KeepsTracksWhole) {
  const Data data;
  const Split split = make_split(SplitRule::parse("by-track"), data.rows(), 0.2, 1);
  EXPECT_TRUE(are_disjoint(names(data.track, split.train), names(data.track, split.test)));
  EXPECT_NEAR(static_cast<double>(split.test.size()), 120.0, 20.0);
}

TEST(Split, RandomSegmentsSharesSongsAndSaysSo) {
  const Data data;
  const auto rule = SplitRule::parse("random-segments");
  const Split split = make_split(rule, data.rows(), 0.3, 1);
  EXPECT_FALSE(are_disjoint(names(data.track, split.train), names(data.track, split.test)));
  EXPECT_NEAR(static_cast<double>(split.test.size()), 180.0, 2.0);
  EXPECT_EQ(rule.protocol(), "same songs in train and test");
}

TEST(Split, FollowsAColumn) {
  const Data data;
  const auto rule = SplitRule::parse("column:split");
  const Split split = make_split(rule, data.rows(), 0.0, 1);
  EXPECT_EQ(split.test.size(), 120U);
  EXPECT_EQ(split.train.size(), 360U);
  EXPECT_EQ(rule.name(), "column:split");
  Data other;
  std::ranges::fill(other.column, "train");
  EXPECT_THROW((void)make_split(rule, other.rows(), 0.0, 1), TableError);
  other.column.clear();
  EXPECT_THROW((void)make_split(rule, other.rows(), 0.0, 1), std::invalid_argument);
}

TEST(Split, SeedsDecide) {
  const Data data;
  for (const char* name : {"by-artist", "by-track", "random-segments"}) {
    const auto rule = SplitRule::parse(name);
    const auto first = make_split(rule, data.rows(), 0.25, 1);
    EXPECT_EQ(first.test, make_split(rule, data.rows(), 0.25, 1).test);
    EXPECT_NE(first.test, make_split(rule, data.rows(), 0.25, 2).test);
    EXPECT_EQ(rule.name(), name);
    EXPECT_FALSE(rule.protocol().empty());
  }
}

TEST(Split, RejectsBadArguments) {
  const Data data;
  EXPECT_THROW((void)SplitRule::parse("by-genre"), std::invalid_argument);
  EXPECT_THROW((void)SplitRule::parse("column:"), std::invalid_argument);
  const auto rule = SplitRule::parse("by-track");
  EXPECT_THROW((void)make_split(rule, data.rows(), 0.0, 1), std::invalid_argument);
  EXPECT_THROW((void)make_split(rule, data.rows(), 1.0, 1), std::invalid_argument);
  EXPECT_THROW((void)make_split(rule, SplitRows{}, 0.5, 1), std::invalid_argument);
  Data lone;
  std::ranges::fill(lone.track, "one");
  EXPECT_THROW((void)make_split(rule, lone.rows(), 0.5, 1), TableError);
}

TEST(StratifiedGroupFolds, KeepGroupsWholeAndClassesEven) {
  const Data data;
  const auto groups = group_names(SplitRule::parse("by-track"), data.rows());
  const auto folds = stratified_group_folds(groups, data.y, 5, 3);
  std::map<std::string, std::set<int>> folds_of_group;
  std::map<int, std::map<int, double>> rows;
  std::map<int, double> of_class;
  for (std::size_t row = 0; row < folds.size(); ++row) {
    folds_of_group[groups[row]].insert(folds[row]);
    rows[folds[row]][data.y[row]] += 1.0;
    of_class[data.y[row]] += 1.0;
  }
  for (const auto& [group, of_group] : folds_of_group) {
    EXPECT_EQ(of_group.size(), 1U) << group;
  }
  EXPECT_EQ(rows.size(), 5U);
  for (const auto& [fold, counts] : rows) {
    for (const auto& [label, n] : of_class) {
      EXPECT_NEAR(rows[fold][label], n / 5.0, 10.0) << fold;  // one track
    }
  }
  const Split split = fold_split(folds, 2);
  EXPECT_EQ(split.train.size() + split.test.size(), 600U);
  EXPECT_THROW((void)stratified_group_folds(groups, data.y, 1, 0), std::invalid_argument);
  EXPECT_THROW((void)stratified_group_folds(groups, data.y, 61, 0), std::invalid_argument);
  EXPECT_THROW((void)stratified_group_folds({}, {}, 2, 0), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
