#include "earmark/base/nearest.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

TEST(Nearest, IsOneSlipAway) {
  const std::vector<std::string> names{"predict", "prepare", "train"};
  EXPECT_EQ(nearest("predct", names), "predict");
  EXPECT_EQ(nearest("perdict", names), "predict");
  EXPECT_EQ(nearest("traain", names), "train");
}

TEST(Nearest, IsNothingWhereTooMuchWouldHaveToChange) {
  EXPECT_EQ(nearest("sing", {"predict", "train"}), "");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace earmark
