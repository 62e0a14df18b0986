#include "largest_magnitude.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/each_target.h"

namespace earmark::features {
namespace {

TEST(LargestMagnitude, IsFoundAtAnyPlaceOnEveryTarget) {
  earmark::test::for_each_target([] {
    EXPECT_EQ(largest_magnitude({}), 0.0F);
    for (std::size_t place = 0; place < 37; ++place) {
      std::vector<float> x(37, 0.25F);
      x[place] = -2.5F;
      EXPECT_EQ(largest_magnitude(x), 2.5F);
      x[place] = -std::numeric_limits<float>::infinity();
      EXPECT_TRUE(std::isinf(largest_magnitude(x)));
      x[place] = std::numeric_limits<float>::quiet_NaN();
      EXPECT_TRUE(std::isnan(largest_magnitude(x)));
    }
  });
}

}  // namespace
}  // namespace earmark::features
