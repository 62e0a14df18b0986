#include "earmark/plot/result_pictures.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "pictures.h"

namespace earmark::plot {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string png(const Picture& picture) { return picture.encode(PictureFormat::kPng); }

TEST(ConfusionPicture, DrawsOneToManyClasses) {
  for (const std::size_t n : {1U, 2U, 10U, 120U}) {
    const Picture picture = confusion_picture(std::vector<std::string>(n, "class"),
                                              std::vector<std::size_t>(n * n, 3), {});
    EXPECT_EQ(png_size(png(picture)).width, 1200U);
    EXPECT_EQ(picture.axes().size(), 1U);
  }
}

TEST(ConfusionPicture, ColourIsTheShareOfTheRow) {
  const std::vector<std::string> labels{"a", "b"};
  // Counts without room for their digits would not differ but for the row's share.
  const PictureOptions options{.width = 400, .height = 240};
  EXPECT_NE(png(confusion_picture(labels, {1, 1, 0, 9}, options)),
            png(confusion_picture(labels, {1, 0, 1, 9}, options)));
}

TEST(ConfusionPicture, RefusesCountsThatDoNotFit) {
  EXPECT_THROW((void)confusion_picture({}, {}, {}), std::invalid_argument);
  EXPECT_THROW((void)confusion_picture({"a", "b"}, {1, 2, 3}, {}), std::invalid_argument);
}

TEST(ReliabilityPicture, LeavesEmptyBinsOut) {
  const ml::ReliabilityBin full{0.8, 0.9, 12, 0.85, 0.75};
  const ml::ReliabilityBin empty{0.1, 0.2, 0, 0, 0};
  EXPECT_EQ(png(reliability_picture({empty, full}, {})), png(reliability_picture({full}, {})));
  EXPECT_EQ(png_size(png(reliability_picture({empty}, {}))).width, 1200U);
}

TEST(ReliabilityPicture, RefusesWhatIsNoShare) {
  EXPECT_THROW((void)reliability_picture({}, {}), std::invalid_argument);
  EXPECT_THROW((void)reliability_picture({{0.1, 0.2, 3, 1.5, 0}}, {}), std::invalid_argument);
  EXPECT_THROW((void)reliability_picture({{0.1, 0.2, 3, kNaN, 0}}, {}), std::invalid_argument);
}

TEST(CurvesPicture, DrawsGapsAndSinglePoints) {
  const Curve with_gap{"a", {1, 2, 3, 4}, {0.5, kNaN, 0.25, 0.2}};
  const Curve one{"b", {7}, {3}};
  EXPECT_EQ(png_size(png(curves_picture({with_gap, one}, "Epoch", "Loss", {}))).height, 500U);
  EXPECT_EQ(png_size(png(curves_picture({one}, "Epoch", "Loss", {}))).height, 500U);
}

TEST(CurvesPicture, RefusesWhatCannotBeDrawn) {
  EXPECT_THROW((void)curves_picture({}, "", "", {}), std::invalid_argument);
  EXPECT_THROW((void)curves_picture(std::vector<Curve>(9, {"a", {1}, {1}}), "", "", {}),
               std::invalid_argument);
  EXPECT_THROW((void)curves_picture({{"a", {1, 2}, {1}}}, "", "", {}), std::invalid_argument);
  EXPECT_THROW((void)curves_picture({{"a", {kNaN}, {1}}}, "", "", {}), std::invalid_argument);
  EXPECT_THROW((void)curves_picture({{"a", {1}, {kNaN}}}, "", "", {}), std::invalid_argument);
}

TEST(GenresPicture, SilenceIsBlankAndOverlapIsAllowed) {
  const std::vector<std::string> genres{"jazz", "metal"};
  const Picture picture =
      genres_picture(genres, {{0, 3, {0.9, 0.1}, 0}, {2, 5, {}, {}}, {5, 8, {0.2, 0.8}, 1}}, {});
  EXPECT_EQ(png_size(png(picture)).width, 1200U);
  ASSERT_EQ(picture.axes().size(), 1U);
  EXPECT_EQ(picture.axes()[0].x.low(), 0);
  EXPECT_EQ(picture.axes()[0].x.high(), 8);
  EXPECT_EQ(png_size(png(genres_picture(genres, {{0, 3, {}, {}}}, {}))).width, 1200U);
}

TEST(GenresPicture, RefusesStretchesThatDoNotFit) {
  EXPECT_THROW((void)genres_picture({}, {{0, 3, {}, {}}}, {}), std::invalid_argument);
  EXPECT_THROW((void)genres_picture({"a"}, {}, {}), std::invalid_argument);
  EXPECT_THROW((void)genres_picture({"a"}, {{3, 3, {1}, 0}}, {}), std::invalid_argument);
  EXPECT_THROW((void)genres_picture({"a"}, {{0, 3, {1, 0}, 0}}, {}), std::invalid_argument);
  EXPECT_THROW((void)genres_picture({"a"}, {{0, 3, {1}, 1}}, {}), std::invalid_argument);
  EXPECT_THROW((void)genres_picture({"a"}, {{3, 6, {1}, 0}, {0, 3, {1}, 0}}, {}),
               std::invalid_argument);
}

FeatureSummary song(std::vector<double> mean, std::vector<double> variance) {
  return {"song", 4, std::move(mean), std::move(variance)};
}

TEST(ComparisonPicture, UnitAndOffsetOfAFeatureDoNotShow) {
  const std::vector<std::string> names{"a", "b"};
  const auto one = song({1, 2}, {0.5, 0.25});
  const auto other = song({2, 0}, {0.1, 0.2});
  const auto one_scaled = song({1 * 8 + 16, 2}, {0.5 * 64, 0.25});
  const auto other_scaled = song({2 * 8 + 16, 0}, {0.1 * 64, 0.2});
  EXPECT_EQ(png(comparison_picture(names, one, other, {})),
            png(comparison_picture(names, one_scaled, other_scaled, {})));
}

TEST(ComparisonPicture, DrawsConstantsAndManyFeatures) {
  const std::vector<std::string> names(57, "a_feature_with_a_long_name_that_has_no_room_there");
  const std::vector<double> values(57, 3.0);
  const std::vector<double> none(57, 0.0);
  const Picture picture = comparison_picture(names, song(values, none), song(values, none), {});
  EXPECT_EQ(png_size(png(picture)).width, 1200U);
  EXPECT_EQ(picture.axes().size(), 3U);
}

TEST(ComparisonPicture, RefusesValuesThatDoNotFit) {
  EXPECT_THROW((void)comparison_picture({}, song({}, {}), song({}, {}), {}), std::invalid_argument);
  EXPECT_THROW((void)comparison_picture({"a"}, song({1, 2}, {0}), song({1}, {0}), {}),
               std::invalid_argument);
  EXPECT_THROW((void)comparison_picture({"a"}, song({kNaN}, {0}), song({1}, {0}), {}),
               std::invalid_argument);
  EXPECT_THROW((void)comparison_picture({"a"}, song({1}, {-1}), song({1}, {0}), {}),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
