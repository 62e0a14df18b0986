#include "earmark/command_line/usage.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

TEST(Usage, NumbersAreWholeAndInRange) {
  EXPECT_EQ(parse_count({"--jobs", "8"}, 1, 16), 8U);
  for (const char* text : {"", "0", "17", "-1", "1.5", "8x", " 8", "99999999999999999999999"}) {
    EXPECT_THROW((void)parse_count({"--jobs", text}, 1, 16), UsageError) << text;
  }
  for (const char* text : {"nan", "inf", "2", "x", ""}) {
    EXPECT_THROW((void)parse_number({"--share", text}, 0, 1), UsageError) << text;
  }
}

TEST(Usage, ListsHaveNoEmptyOrDoubleParts) {
  EXPECT_EQ(parse_list({"--members", "a,b"}), (std::vector<std::string>{"a", "b"}));
  for (const char* text : {"a,", ",a", "a,,b", "a,a"}) {
    EXPECT_THROW((void)parse_list({"--members", text}), UsageError) << text;
  }
}

TEST(Usage, NamesAreListedAsInASentence) {
  EXPECT_EQ(enumerate({"a"}), "a");
  EXPECT_EQ(enumerate({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace earmark::cli
