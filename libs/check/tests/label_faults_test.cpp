#include <gtest/gtest.h>

#include <limits>

#include "earmark/base/errors.h"
#include "test_tracks.h"

namespace earmark::check {
namespace {

using test::check;
using test::found;
using test::Texts;

TEST(LabelFaults, AnArtistOnBothSidesIsFoundInAnySpelling) {
  auto tracks = test::good_tracks(12, {"train", "valid"});
  tracks[2].track.artist = "The Clash";
  tracks[4].track.artist = "Clash";
  EXPECT_EQ(found(check(tracks)), Texts{});  // both in train
  tracks[5].track.artist = "clash";
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"artist_across_split: t2 t4 t5"}));
  EXPECT_NE(report.findings[0].message.find("train (2 tracks) and valid (1 track)"),
            std::string::npos);
}

TEST(LabelFaults, WithoutASplitOrArtistsTheReportSaysWhatItDidNotSee) {
  const auto kinds = [](const std::vector<CheckedTrack>& tracks) {
    std::vector<Kind> all;
    for (const NotChecked& skipped : check(tracks).not_checked) {
      all.insert(all.end(), skipped.kinds.begin(), skipped.kinds.end());
    }
    return all;
  };
  const auto has = [](const std::vector<Kind>& all, Kind kind) {
    return std::ranges::find(all, kind) != all.end();
  };
  EXPECT_TRUE(has(kinds(test::good_tracks(60)), Kind::kRecordingAcrossSplit));
  auto tracks = test::good_tracks(60, {"train", "valid"});
  EXPECT_TRUE(kinds(tracks).empty());
  for (CheckedTrack& checked : tracks) {
    checked.track.artist.clear();
  }
  EXPECT_TRUE(has(kinds(tracks), Kind::kArtistAcrossSplit));
}

TEST(LabelFaults, ASmallGenreIsHeldAgainstTheLargest) {
  auto tracks = test::good_tracks(30);
  for (std::size_t i = 5; i < 30; ++i) {
    tracks[i].track.genre = i % 3 == 0 ? "blues" : "pop";
  }
  const Report report = check(tracks);  // metal: t1 and t4
  EXPECT_EQ(found(report), (Texts{"class_imbalance metal:"}));
  EXPECT_EQ(report.genres.size(), 3U);
  EXPECT_EQ(found(check(tracks, {.max_imbalance = 20.0})), Texts{});
}

TEST(LabelFaults, AGenreThatASideLacksIsFound) {
  auto tracks = test::good_tracks(12, {"train"});
  tracks[0].track.split = "valid";
  tracks[1].track.split = "valid";
  EXPECT_EQ(found(check(tracks)), (Texts{"class_missing pop:"}));
}

TEST(LabelFaults, MissingValuesAreToldOfColumnsThatTheListHas) {
  auto tracks = test::good_tracks(12, {"train", "valid"});
  for (CheckedTrack& checked : tracks) {
    checked.track.others = {{"title", "song " + checked.track.id}, {"remix_of", ""}};
  }
  tracks[0].track.others["remix_of"] = "t5";  // meant for few
  tracks[3].track.artist.clear();
  tracks[4].track.split.clear();
  tracks[5].track.others["title"].clear();
  EXPECT_EQ(found(check(tracks)), (Texts{"missing_values artist: t3", "missing_values split: t4",
                                         "missing_values title: t5"}));
}

TEST(LabelFaults, AColumnOfOneValueIsFound) {
  auto tracks = test::good_tracks(12);
  for (CheckedTrack& checked : tracks) {
    checked.track.others = {{"bpm", "120"}};
    checked.survey.features[8] = 0.25;
  }
  EXPECT_EQ(found(check(tracks)), (Texts{"constant_column bpm:", "constant_column rolloff_mean:"}));
}

TEST(LabelFaults, AFeatureThatIsNoNumberIsMissing) {
  auto tracks = test::good_tracks(12);
  tracks[7].survey.features[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(found(check(tracks)), (Texts{"missing_values chroma_stft_mean: t7"}));
}

TEST(LabelFaults, AnotherColumnMayNameTheSides) {
  auto tracks = test::good_tracks(12);
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    tracks[i].track.others["fold"] = std::to_string(i % 2);
  }
  tracks[3].track.artist = tracks[4].track.artist;
  EXPECT_EQ(found(check(tracks, {.split_column = "fold"})), (Texts{"artist_across_split: t3 t4"}));
  EXPECT_THROW((void)check(tracks, {.split_column = "side"}), TableError);
}

}  // namespace
}  // namespace earmark::check
