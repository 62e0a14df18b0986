#include "earmark/plot/ticks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <stdexcept>

namespace earmark::plot {
namespace {

std::string texts(const std::vector<Tick>& ticks) {
  std::string text;
  for (const Tick& tick : ticks) {
    text += (text.empty() ? "" : " ") + tick.text;
  }
  return text;
}

TEST(Ticks, AreRoundNumbersWithTheDecimalsOfTheirStep) {
  EXPECT_EQ(texts(even_ticks(0, 1, 6)), "0.0 0.2 0.4 0.6 0.8 1.0");
  EXPECT_EQ(texts(even_ticks(-80, 0, 5)), "\u221280 \u221260 \u221240 \u221220 0");
  EXPECT_EQ(texts(even_ticks(0.7, 30.2, 7)), "5 10 15 20 25 30");
  EXPECT_EQ(texts(even_ticks(0.001, 0.0034, 3)), "0.001 0.002 0.003");
}

TEST(Ticks, OfTimeAreSecondsMinutesOrHours) {
  EXPECT_EQ(texts(time_ticks(0, 2.1, 5)), "0.0 0.5 1.0 1.5 2.0");
  EXPECT_EQ(texts(time_ticks(0, 214, 8)), "0:00 0:30 1:00 1:30 2:00 2:30 3:00 3:30");
  EXPECT_EQ(texts(time_ticks(0, 7200, 5)), "0:00:00 0:30:00 1:00:00 1:30:00 2:00:00");
  EXPECT_EQ(time_label(59), "Time (s)");
  EXPECT_EQ(time_label(60), "Time (min:s)");
  EXPECT_EQ(time_label(3600), "Time (h:min:s)");
}

TEST(Ticks, OfOctavesDouble) {
  EXPECT_EQ(texts(octave_ticks(64, 13, 10879, 12)), "64 128 256 512 1024 2048 4096 8192");
  EXPECT_EQ(texts(octave_ticks(64, 100, 10879, 4)), "256 1024 4096");
}

RC_GTEST_PROP(Ticks, LieInsideInOrderAndAreFew, ()) {
  const double low = *rc::gen::inRange(-1000000, 1000000) / 1000.0;
  const double width = *rc::gen::inRange(1, 10000000) / 1000.0;
  const auto n_max = static_cast<std::size_t>(*rc::gen::inRange(2, 30));
  for (const auto& ticks :
       {even_ticks(low, low + width, n_max), time_ticks(low, low + width, n_max)}) {
    RC_ASSERT(ticks.size() <= n_max);
    double before = low - width;
    for (const Tick& tick : ticks) {
      RC_ASSERT(tick.value > before);
      RC_ASSERT(tick.value >= low - 1e-6 * width && tick.value <= low + 1.000001 * width);
      before = tick.value;
    }
  }
}

TEST(Ticks, RefuseAnEmptyRange) {
  EXPECT_THROW((void)even_ticks(1, 1, 5), std::invalid_argument);
  EXPECT_THROW((void)even_ticks(0, 1, 1), std::invalid_argument);
  EXPECT_THROW((void)time_ticks(2, 1, 5), std::invalid_argument);
  EXPECT_THROW((void)octave_ticks(0, 1, 2, 5), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
