#include "earmark/features/segment_length.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "earmark/features/recipe.h"

namespace earmark::features {
namespace {

TEST(SegmentLength, IsOfTheNearestNumberOfSamples) {
  EXPECT_EQ(segment_samples(3.0), kSegmentSamples);
  EXPECT_EQ(segment_samples(1.5), 33075U);
  EXPECT_EQ(segment_samples(1.0 + 0.4 / kSampleRate), 22050U);
  EXPECT_EQ(segment_samples(1.0 + 0.6 / kSampleRate), 22051U);
  EXPECT_EQ(seconds_of(33075), 1.5);
}

TEST(SegmentLength, LiesBetweenHalfASecondAndAMinute) {
  EXPECT_EQ(segment_samples(kMinSegmentSeconds), kMinSegmentSamples);
  EXPECT_EQ(segment_samples(kMaxSegmentSeconds), kMaxSegmentSamples);
  for (const double bad : {0.4999, 60.001, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW((void)segment_samples(bad), std::invalid_argument) << bad;
  }
}

TEST(SegmentLength, GivesTheTensorAFrameAHop) {
  EXPECT_EQ(frames_of(kSegmentSamples), kNFrames);
  EXPECT_EQ(frames_of(511), 1U);
  EXPECT_EQ(frames_of(512), 2U);
}

}  // namespace
}  // namespace earmark::features
