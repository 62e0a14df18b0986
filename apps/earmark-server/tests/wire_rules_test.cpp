#include "wire_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace earmark::server {
namespace {

bool is_head(std::string_view text) {
  HeadRule rule;
  return std::ranges::all_of(text, [&](char c) { return rule.take(c); });
}

/// Whole, and byte by byte.
bool are_chunks(std::string_view text) {
  ChunkRule whole;
  ChunkRule single;
  const bool is_right = std::ranges::all_of(text, [&](char c) { return single.take({&c, 1}); });
  EXPECT_EQ(whole.take(text), is_right) << text;
  return is_right;
}

TEST(WireRulesTest, HeadsAsTheyAreWrittenAreTaken) {
  EXPECT_TRUE(is_head("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(is_head("GET / HTTP/1.1\r\nHost: x\r\nX_a-1!:y:z \r\nEmpty:\r\n\r\n"));
}

TEST(WireRulesTest, HeadsThatServersReadDifferentlyAreNot) {
  EXPECT_FALSE(is_head("GET / HTTP/1.1\nHost: x\r\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\nContent-Length: 3\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\nContent-Length : 3\r\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\n: b\r\n\r\n"));
  EXPECT_FALSE(is_head("GET / HTTP/1.1\r\nno colon\r\n\r\n"));
  EXPECT_FALSE(is_head(std::string_view{"GET / HTTP/1.1\r\nA: \0\r\n\r\n", 24}));
}

TEST(WireRulesTest, ChunksOfTheirSizeAreTaken) {
  EXPECT_TRUE(are_chunks("0\r\n\r\n"));
  EXPECT_TRUE(are_chunks("3\r\nabc\r\n0B;name=x\r\nhello\r\nworl\r\n000\r\n\r\n"));
}

TEST(WireRulesTest, OtherChunksAreNot) {
  for (const char* text : {"3\r\nabcX\r\n0\r\n\r\n", "3\r\n\r\n\r\n0\r\n\r\n", "\r\n", "-1\r\n",
                           "0x3\r\n", "3\nabc\r\n", " 3\r\n", "fffffffffffffffff\r\n",
                           "0\r\nTrailer: x\r\n", "0\r\n\r\nG", "3;a\nb\r\n"}) {
    EXPECT_FALSE(are_chunks(text)) << text;
  }
}

}  // namespace
}  // namespace earmark::server
