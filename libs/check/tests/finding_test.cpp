#include "earmark/check/finding.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace earmark::check {
namespace {

TEST(Finding, KindsStandInOrderEachWithANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < all_kinds().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_kinds()[i]), i);
    EXPECT_TRUE(names.insert(kind_name(all_kinds()[i])).second);
    EXPECT_FALSE(kind_title(all_kinds()[i]).empty());
  }
  EXPECT_EQ(all_kinds().back(), Kind::kBatchDrift);
}

}  // namespace
}  // namespace earmark::check
