#include "earmark/ml/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
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
        column.emplace_back(t % 5 == 0 ? "valid" : (t % 5 == 1 ? "" : "train"));
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
  EXPECT_EQ(protocol(rule, data.rows()), "same songs in train and test");
}

/// 1200 rows of two classes: an artist of 300, and 90 of 10, each of one class.
Data one_large_artist() {
  Data data;
  data.track.clear();
  data.artist.assign(300, "large");
  data.y.assign(300, 0);
  for (int i = 0; i < 900; ++i) {
    data.artist.push_back("small " + std::to_string(i / 10));
    data.y.push_back(i / 10 % 2);
  }
  for (int i = 0; i < 1200; ++i) {
    data.track.push_back(std::to_string(i));
  }
  data.column.assign(1200, "");
  return data;
}

TEST(Split, TestsOnTheFoldNearestTheWantedShare) {
  const Data data = one_large_artist();
  const auto rule = SplitRule::parse("by-artist");
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto n_test = [&](double share) {
      return static_cast<double>(make_split(rule, data.rows(), share, seed).test.size());
    };
    // Five folds of 240 in the mean; the one with the large artist has over 300.
    EXPECT_NEAR(n_test(0.2), 240.0, 40.0);
    EXPECT_DOUBLE_EQ(n_test(0.9), 1200.0 - n_test(0.1));
    EXPECT_DOUBLE_EQ(n_test(0.75), 1200.0 - n_test(0.25));
  }
}

TEST(Split, NoOtherFoldIsNearerTheWantedShare) {
  const Data data = one_large_artist();
  const auto rule = SplitRule::parse("by-artist");
  const auto groups = group_names(rule, data.rows());
  const auto distance = [](std::size_t n) { return std::abs(static_cast<double>(n) - 240.0); };
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto chosen = make_split(rule, data.rows(), 0.2, seed).test.size();
    const auto folds = stratified_group_folds(groups, data.y, 5, seed);
    for (int fold = 0; fold < 5; ++fold) {
      EXPECT_LE(distance(chosen), distance(fold_split(folds, fold).test.size()));
    }
  }
}

TEST(Split, OneGroupCannotBeSplit) {
  Data data = one_large_artist();
  std::ranges::fill(data.artist, "large");
  for (const double share : {0.2, 0.9}) {
    EXPECT_THROW((void)make_split(SplitRule::parse("by-artist"), data.rows(), share, 0),
                 TableError);
  }
}

TEST(Split, ProtocolSaysWhereArtistsAreUnknown) {
  Data data = one_large_artist();
  const auto rule = SplitRule::parse("by-artist");
  EXPECT_EQ(protocol(rule, data.rows()), "no artist in both train and test");
  data.artist[0] = data.artist[1] = "";
  EXPECT_EQ(protocol(rule, data.rows()), "by artist where known; 2 tracks have none");
  data.artist[1] = "large";
  EXPECT_EQ(protocol(rule, data.rows()), "by artist where known; 1 track has none");
  std::ranges::fill(data.artist, "");
  EXPECT_EQ(protocol(rule, data.rows()).substr(0, 37), "by track, since no artist is known: n");
}

TEST(Split, FollowsAColumn) {
  const Data data;
  const auto rule = SplitRule::parse("column:split");
  const Split split = make_split(rule, data.rows(), 0.0, 1);
  EXPECT_EQ(split.valid.size(), 120U);
  EXPECT_TRUE(split.test.empty());
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

/// 100 groups of 1 to 20 rows, each of one or two of four classes.
struct Groups {
  std::vector<std::string> names;
  std::vector<int> y;

  explicit Groups(std::uint64_t seed) {
    Rng rng{seed};
    for (int group = 0; group < 100; ++group) {
      const auto label = static_cast<int>(rng.below(4));
      const std::uint32_t n = 1 + rng.below(20);
      for (std::uint32_t i = 0; i < n; ++i) {
        names.push_back("group " + std::to_string(group));
        y.push_back(rng.below(5) == 0 ? (label + 1) % 4 : label);
      }
    }
  }
};

TEST(StratifiedGroupFolds, PutNoGroupIntoTwoFolds) {
  const Groups groups{1};
  const auto folds = stratified_group_folds(groups.names, groups.y, 5, 3);
  std::map<std::string, std::set<int>> folds_of_group;
  for (std::size_t row = 0; row < folds.size(); ++row) {
    folds_of_group[groups.names[row]].insert(folds[row]);
  }
  EXPECT_EQ(folds_of_group.size(), 100U);
  for (const auto& [group, of_group] : folds_of_group) {
    EXPECT_EQ(of_group.size(), 1U) << group;
  }
}

TEST(StratifiedGroupFolds, AreAsEvenAsAFewGroupsAllow) {
  constexpr int kFolds = 5;
  // What is left over when the last, least uneven groups are placed is less than one large group.
  constexpr double kLargestGroup = 20.0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Groups groups{seed};
    const auto folds = stratified_group_folds(groups.names, groups.y, kFolds, seed);
    std::map<int, double> n_of_class;
    std::map<std::pair<int, int>, double> n_of_class_in_fold;
    std::map<int, double> n_of_fold;
    for (std::size_t row = 0; row < folds.size(); ++row) {
      n_of_class[groups.y[row]] += 1.0;
      n_of_class_in_fold[{folds[row], groups.y[row]}] += 1.0;
      n_of_fold[folds[row]] += 1.0;
    }
    for (int fold = 0; fold < kFolds; ++fold) {
      EXPECT_NEAR(n_of_fold[fold], static_cast<double>(folds.size()) / kFolds, kLargestGroup);
      for (const auto& [label, n] : n_of_class) {
        EXPECT_NEAR((n_of_class_in_fold[{fold, label}]), n / kFolds, kLargestGroup);
      }
    }
  }
}

TEST(StratifiedGroupFolds, LeaveTheRowsOfOneFoldToTest) {
  const Groups groups{1};
  const auto folds = stratified_group_folds(groups.names, groups.y, 5, 3);
  const Split split = fold_split(folds, 2);
  EXPECT_EQ(split.train.size() + split.test.size(), groups.y.size());
  for (const std::size_t row : split.test) {
    EXPECT_EQ(folds[row], 2);
  }
}

TEST(StratifiedGroupFolds, RejectBadArguments) {
  const Groups groups{1};
  EXPECT_THROW((void)stratified_group_folds(groups.names, groups.y, 1, 0), std::invalid_argument);
  EXPECT_THROW((void)stratified_group_folds(groups.names, groups.y, 101, 0), std::invalid_argument);
  EXPECT_THROW((void)stratified_group_folds({}, {}, 2, 0), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
