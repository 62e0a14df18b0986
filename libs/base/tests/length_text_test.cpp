#include "earmark/base/length_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace earmark {
namespace {

TEST(LengthText, RoundsDown) {
  EXPECT_EQ(seconds_text(0, 22050), "0.00 s");
  EXPECT_EQ(seconds_text(11024, 22050), "0.49 s");
  EXPECT_EQ(seconds_text(11025, 22050), "0.50 s");
  EXPECT_EQ(seconds_text(12789, 44100), "0.29 s");
  EXPECT_EQ(seconds_text(std::numeric_limits<std::int64_t>::max(), 1000), "9223372036854775.80 s");
}

TEST(LengthText, TellsTwoLengthsApart) {
  const auto texts = [](std::int64_t shorter, std::int64_t longer) {
    const LengthTexts both = length_texts(shorter, longer, 22050);
    return both.shorter + " of " + both.longer;
  };
  EXPECT_EQ(texts(11024, 11025), "0.49 s of 0.5 s");
  EXPECT_EQ(texts(66149, 66150), "2.99 s of 3 s");
  EXPECT_EQ(texts(22050, 27222), "1.00 s of 1.23456 s");
  // 30 s and one sample more is 30.0000 s.
  EXPECT_EQ(texts(661500, 661501), "661500 samples of 661501 samples");
}

}  // namespace
}  // namespace earmark
