#include "soft_targets.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace earmark::nn {
namespace {

using Labels = std::array<std::uint32_t, 3>;

TEST(SoftTargets, UnmixedAreTheLabels) {
  EXPECT_EQ(soft_targets(Labels{2, 0, 0}, {}, std::array{1.0F, 1.0F, 1.0F}, 3, 0.0),
            (std::vector<float>{0, 0, 1, 1, 0, 0, 1, 0, 0}));
}

TEST(SoftTargets, AMixtureIsWithTheNextPatch) {
  EXPECT_EQ(soft_targets(Labels{2, 0, 1}, {}, std::array{0.75F, 0.5F, 0.25F}, 3, 0.0),
            (std::vector<float>{0.25F, 0, 0.75F, 0.5F, 0.5F, 0, 0, 0.25F, 0.75F}));
}

TEST(SoftTargets, EachPartBringsItsWeight) {
  EXPECT_EQ(soft_targets(Labels{2, 0, 1}, std::array{1.0F, 4.0F, 0.0F},
                         std::array{0.75F, 0.5F, 0.25F}, 3, 0.0),
            (std::vector<float>{1, 0, 0.75F, 2, 0, 0, 0, 0, 0.75F}));
}

TEST(SoftTargets, SmoothingSpreadsAShareOverAllGenres) {
  EXPECT_EQ(
      soft_targets(std::array<std::uint32_t, 1>{1}, std::array{2.0F}, std::array{0.5F}, 4, 0.5),
      (std::vector<float>{0.25F, 1.25F, 0.25F, 0.25F}));
}

}  // namespace
}  // namespace earmark::nn
