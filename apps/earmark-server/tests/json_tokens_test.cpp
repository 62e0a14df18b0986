#include "json_tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::server {
namespace {

constexpr std::size_t kMax = 10;

bool is_long(const std::string& json) {
  return has_long_token(std::as_bytes(std::span{json}), kMax);
}

TEST(JsonTokensTest, ManyShortTokensAreNotLong) {
  EXPECT_FALSE(is_long(""));
  EXPECT_FALSE(is_long(R"({"a": [1.5, -2, 3.25], "b": {"c": null}, "d": "six by"})"));
  EXPECT_FALSE(is_long("0123456789"));
}

TEST(JsonTokensTest, LongTextsNumbersAndBlanksAreFound) {
  EXPECT_TRUE(is_long("01234567890"));
  EXPECT_TRUE(is_long("\n\n\n\n\n\n\n\n\n\n\n"));
  EXPECT_TRUE(is_long(R"([1, "eleven byte)"));
  EXPECT_TRUE(is_long(R"({"x": 1, "long name of a field": 1})"));
}

TEST(JsonTokensTest, WhatLooksLikeAnEndWithinATextIsNone) {
  EXPECT_TRUE(is_long(R"(["a,b,c,d,e,f"])"));
  EXPECT_TRUE(is_long(R"(["a\"b,c\\,d,e"])"));
  EXPECT_FALSE(is_long(R"(["a\"b","c\\","d"])"));
}

}  // namespace
}  // namespace earmark::server
