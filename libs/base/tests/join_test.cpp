#include "earmark/base/join.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({"blues", "jazz", "pop"}), "blues, jazz, pop");
  EXPECT_EQ(join({"blues", "jazz"}, ","), "blues,jazz");
  EXPECT_EQ(join({"blues"}), "blues");
  EXPECT_EQ(join({}), "");
}

TEST(Join, KeepsEmptyPartsApart) { EXPECT_EQ(join({"", "jazz", ""}, ","), ",jazz,"); }

}  // namespace
}  // namespace earmark
