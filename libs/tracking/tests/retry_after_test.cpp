#include "retry_after.h"

#include <gtest/gtest.h>

namespace earmark::tracking {
namespace {

TEST(RetryAfter, IsTheSecondsOfThatHeader) {
  EXPECT_EQ(retry_after_of("Retry-After: 3\r\n"), 3);
  EXPECT_EQ(retry_after_of("retry-after:0.5\r\n"), 0.5);
}

TEST(RetryAfter, IsNoneWhereOneCannotWaitSo) {
  for (const char* header :
       {"", "Retry-After", "Retry-After:", "Retry-After: \r\n", "Content-Length: 3\r\n",
        "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "Retry-After: -5\r\n",
        "Retry-After: nan\r\n", "Retry-After: inf\r\n", "Retry-After: 1e999\r\n"}) {
    EXPECT_FALSE(retry_after_of(header)) << header;
  }
}

}  // namespace
}  // namespace earmark::tracking
