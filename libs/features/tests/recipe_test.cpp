#include "earmark/features/recipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace earmark::features {
namespace {

TEST(Recipe, HasTheColumnsOfThePublicTable) {
  const auto table = table_columns();
  ASSERT_EQ(table.size(), 60U);
  EXPECT_EQ(table[0], "filename");
  EXPECT_EQ(table[1], "length");
  EXPECT_EQ(table[18], "tempo");
  EXPECT_EQ(table[59], "label");
  EXPECT_EQ(std::set(table.begin(), table.end()).size(), table.size());
}

TEST(Recipe, LearnsFromAllColumnsButThreeOfThem) {
  const auto features = feature_columns();
  ASSERT_EQ(features.size(), kNFeatures);
  EXPECT_TRUE(std::equal(features.begin(), features.end(), table_columns().begin() + 2));
  EXPECT_EQ(features.front(), "chroma_stft_mean");
  EXPECT_EQ(features.back(), "mfcc20_var");
}

TEST(Recipe, ASegmentHas130Frames) { EXPECT_EQ(kNFrames, 130U); }

}  // namespace
}  // namespace earmark::features
