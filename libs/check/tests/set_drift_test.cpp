#include <gtest/gtest.h>

#include "test_tracks.h"

namespace earmark::check {
namespace {

using test::check;
using test::found;
using test::Texts;

constexpr std::size_t kColumn = 4;

TEST(SetDrift, AColumnThatIsShiftedOnOneSideIsFound) {
  auto tracks = test::good_tracks(120, {"train", "valid"});
  for (CheckedTrack& checked : tracks) {
    checked.survey.features[kColumn] += checked.track.split == "valid" ? 1.5 : 0.0;
  }
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"split_drift spectral_centroid_mean:"}));
  ASSERT_EQ(report.drifts.size(), features::kNFeatures);
  EXPECT_EQ(report.drifts[0].column, "spectral_centroid_mean");
  EXPECT_EQ(report.drifts[0].reference, "train");
  EXPECT_GT(report.drifts[0].ks, 0.5);
}

TEST(SetDrift, ChanceIsNone) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<CheckedTrack> tracks;
    for (std::uint64_t i = 0; i < 60; ++i) {
      tracks.push_back(test::good_track(seed * 1000 + i));
      tracks.back().survey.words.clear();
      tracks.back().track.split = i % 2 == 0 ? "train" : "valid";
    }
    EXPECT_EQ(found(check(tracks)), Texts{}) << seed;
  }
}

TEST(SetDrift, AnotherMixOfGenresIsNone) {
  std::vector<CheckedTrack> tracks;
  for (std::uint64_t i = 0; i < 240; ++i) {
    tracks.push_back(test::good_track(i));
    CheckedTrack& checked = tracks.back();
    // Metal is bright and mostly in train, pop is dark and mostly in valid.
    const bool bright = i % 2 == 0;
    checked.track.genre = bright ? "metal" : "pop";
    checked.survey.features[kColumn] += bright ? 4.0 : 0.0;
    checked.track.split = (i / 2 % 5 == 0) == bright ? "valid" : "train";
  }
  EXPECT_EQ(found(check(tracks)), Texts{});
}

TEST(SetDrift, ManyTracksOfOneArtistAreWorthOne) {
  auto tracks = test::good_tracks(120, {"train", "valid"});
  for (CheckedTrack& checked : tracks) {
    if (checked.track.split == "valid") {
      checked.survey.features[kColumn] += 1.5;
      checked.track.artist = "one artist";
    }
  }
  const Report report = check(tracks);
  EXPECT_EQ(found(report), Texts{});
  ASSERT_EQ(report.not_checked.size(), 1U);
  EXPECT_EQ(report.not_checked[0].kinds, (std::vector{Kind::kSplitDrift}));
}

TEST(SetDrift, ANewBatchIsHeldAgainstTheTrainingData) {
  const auto training = test::good_tracks(90);
  std::vector<CheckedTrack> batch;
  for (std::uint64_t i = 0; i < 60; ++i) {
    batch.push_back(test::good_track(500 + i));
  }
  EXPECT_EQ(found(check_tracks(batch, training, {})), Texts{});
  for (CheckedTrack& checked : batch) {
    checked.survey.features[kColumn] *= 3.0;
  }
  const Report report = check_tracks(batch, training, {});
  EXPECT_EQ(found(report), (Texts{"batch_drift spectral_centroid_mean:"}));
  EXPECT_EQ(report.n_training, 90U);
}

TEST(SetDrift, OneValueEverywhereIsNoDriftButAConstantColumn) {
  auto tracks = test::good_tracks(120, {"train", "valid"});
  for (CheckedTrack& checked : tracks) {
    checked.survey.features[kColumn] = 7.0;
  }
  EXPECT_EQ(found(check(tracks)), (Texts{"constant_column spectral_centroid_mean:"}));
}

}  // namespace
}  // namespace earmark::check
