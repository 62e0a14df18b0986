#include <gtest/gtest.h>

#include "earmark/base/errors.h"
#include "test_tracks.h"

namespace earmark::check {
namespace {

ml::PreparedData prepared() {
  ml::PreparedData data;
  for (const auto column : features::feature_columns()) {
    data.recipe.feature_names.emplace_back(column);
  }
  for (const std::string id : {"a", "b"}) {
    data.tracks.push_back({id, id, "hash " + id, 1, 2, ""});
    for (std::size_t i = 0; i < 2; ++i) {
      ml::PreparedSegment segment;
      segment.track = id;
      segment.start_s = 3.0 * static_cast<double>(i);
      segment.genre = "pop";
      segment.split = "train";
      segment.others["title"] = "song " + id;
      data.segments.push_back(segment);
      data.feature_values.insert(data.feature_values.end(), features::kNFeatures,
                                 static_cast<float>(i));
      data.tensor_values.resize(data.tensor_values.size() + data.recipe.tensor_size());
    }
  }
  data.tracks.push_back({"c", "c", "", 0, 0, "c is silent throughout"});
  return data;
}

TEST(PreparedTracks, AreMeansOfTheirSegmentsWithLabels) {
  const auto tracks = tracks_of(prepared());
  ASSERT_EQ(tracks.size(), 3U);
  EXPECT_EQ(tracks[1].track.id, "b");
  EXPECT_EQ(tracks[1].track.genre, "pop");
  EXPECT_EQ(tracks[1].track.others.at("title"), "song b");
  EXPECT_EQ(tracks[1].survey.sha256, "hash b");
  EXPECT_EQ(tracks[1].survey.features, std::vector<double>(features::kNFeatures, 0.5));
  EXPECT_FALSE(tracks[1].survey.heard);
}

TEST(PreparedTracks, ThoseThatFailedAreFoundWithoutLabels) {
  const Report report = test::check(tracks_of(prepared()));
  EXPECT_EQ(test::found(report), (test::Texts{"unreadable: c"}));
  EXPECT_EQ(report.genres.size(), 1U);
  ASSERT_FALSE(report.not_checked.empty());
  EXPECT_EQ(report.not_checked[0].reason, "prepared data do not hold the sound itself");
}

TEST(PreparedTracks, OfOtherColumnsAreRefused) {
  auto data = prepared();
  data.recipe.feature_names.back() = "else";
  EXPECT_THROW((void)tracks_of(data), TableError);
}

}  // namespace
}  // namespace earmark::check
