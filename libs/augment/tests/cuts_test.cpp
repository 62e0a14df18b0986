#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include "earmark/augment/crop.h"
#include "earmark/augment/reorder.h"
#include "earmark/augment/shift.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

/// Frames (0, 0.5), (1, 1.5), ...
Sound counting(std::size_t n_frames, int sample_rate = 10) {
  Sound sound{.sample_rate = sample_rate, .n_channels = 2};
  for (std::size_t i = 0; i < n_frames; ++i) {
    sound.samples.push_back(static_cast<float>(i));
    sound.samples.push_back(static_cast<float>(i) + 0.5F);
  }
  return sound;
}

TEST(Shift, LeavesOutTheBeginning) {
  const Sound later = shift(counting(100), 2.5);
  ASSERT_EQ(later.n_frames(), 75U);
  EXPECT_EQ(later.samples.front(), 25);
  EXPECT_EQ(later.samples[1], 25.5F);
}

TEST(Shift, BelowZeroPutsSilenceBefore) {
  const Sound later = shift(counting(100), -2.5);
  ASSERT_EQ(later.n_frames(), 125U);
  EXPECT_EQ(later.samples[2 * 24 + 1], 0);
  EXPECT_EQ(later.samples[2 * 25 + 1], 0.5F);
}

TEST(Shift, ByNothingChangesNothing) {
  EXPECT_EQ(shift(counting(10), 0).samples, counting(10).samples);
}

TEST(Shift, MustLeaveSomething) {
  EXPECT_THROW((void)shift(counting(100), 10), AugmentError);
  EXPECT_EQ(shift(counting(100), 9.9).n_frames(), 1U);
  EXPECT_THROW((void)shift(counting(100), INFINITY), std::invalid_argument);
}

TEST(Reorder, KeepsExactlyTheSameSamples) {
  for (const std::size_t n_parts : {2U, 3U, 7U, 100U, 150U}) {
    Rng rng{5};
    const auto order = random_order(n_parts, rng);
    Sound mixed = reorder(counting(100), order);
    std::sort(mixed.samples.begin(), mixed.samples.end());
    EXPECT_EQ(mixed.samples, counting(100).samples) << n_parts;
  }
}

TEST(Reorder, PutsTheFirstOfTheOrderFirst) {
  const std::vector<std::size_t> order{2, 0, 1};
  const Sound mixed = reorder(counting(9), order);
  const std::vector<float> left{6, 7, 8, 0, 1, 2, 3, 4, 5};
  EXPECT_EQ(test::channel(mixed, 0), left);
  EXPECT_THROW((void)reorder(counting(9), std::vector<std::size_t>{0, 0}), std::invalid_argument);
  EXPECT_THROW((void)reorder(counting(9), std::vector<std::size_t>{}), std::invalid_argument);
}

TEST(RandomOrder, IsNeverTheirOwn) {
  Rng rng{5};
  std::set<std::vector<std::size_t>> seen;
  for (int i = 0; i < 200; ++i) {
    seen.insert(random_order(3, rng));
  }
  EXPECT_EQ(seen.size(), 5U);
  EXPECT_FALSE(seen.contains({0, 1, 2}));
  EXPECT_THROW((void)random_order(1, rng), std::invalid_argument);
}

TEST(Crop, KeepsWhatIsAskedFor) {
  const Sound part = crop(counting(100), 30, 20);
  ASSERT_EQ(part.n_frames(), 20U);
  EXPECT_EQ(part.samples.front(), 30);
  EXPECT_EQ(part.samples.back(), 49.5F);
}

TEST(Crop, KeepsWhatThereIs) {
  EXPECT_EQ(crop(counting(100), 90, 20).n_frames(), 10U);
  EXPECT_EQ(crop(counting(100), 200, 20).n_frames(), 0U);
}

TEST(RandomCropStart, IsAnyThatFits) {
  Rng rng{5};
  std::set<std::size_t> seen;
  for (int i = 0; i < 500; ++i) {
    seen.insert(random_crop_start(counting(10), 4, rng));
  }
  EXPECT_EQ(seen, (std::set<std::size_t>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(random_crop_start(counting(10), 10, rng), 0U);
  EXPECT_EQ(random_crop_start(counting(10), 11, rng), 0U);
}

}  // namespace
}  // namespace earmark::augment
