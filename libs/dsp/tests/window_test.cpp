#include "earmark/dsp/window.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "core_golden.h"

namespace earmark::dsp {
namespace {

// Both sides compute in double; Bessel functions differ in their last digits.
constexpr double kWindowTolerance = 1e-13;

WindowSpec parse(const std::string& text) {
  const auto colon = text.find(':');
  return colon == std::string::npos
             ? WindowSpec{text}
             : WindowSpec{text.substr(0, colon), std::stod(text.substr(colon + 1))};
}

TEST(Window, EqualsScipy) {
  int n_cases = 0;
  for (const auto& [name, want] : test::core_golden()) {
    if (!name.starts_with("window/")) {
      continue;
    }
    SCOPED_TRACE(name);
    const auto kind = name.find('/', 7);
    const bool fftbins = name.substr(kind + 1).starts_with("periodic");
    const auto got = get_window(parse(name.substr(7, kind - 7)), want.size(), fftbins);
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      EXPECT_NEAR(got[i], want[i], kWindowTolerance) << i;
    }
    ++n_cases;
  }
  EXPECT_EQ(n_cases, 16 * 4 * 2);
}

TEST(Window, SumOfSquaresEqualsLibrosa) {
  const auto got = window_sumsquare("hann", 5, 7, 20, 25);
  const auto& want = test::core_golden().at("sumsquare");
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    EXPECT_NEAR(got[i], want[i], kWindowTolerance) << i;
  }
}

TEST(Window, PadCenterPutsTheOddZeroOnTheRight) {
  EXPECT_EQ(pad_center({1.0, 2.0}, 5), (std::vector<double>{0.0, 1.0, 2.0, 0.0, 0.0}));
  EXPECT_THROW((void)pad_center({1.0, 2.0}, 1), std::invalid_argument);
}

TEST(Window, MayBeGivenByItsValues) {
  const std::vector<double> own{0.0, 0.5, 1.0, 0.25};
  EXPECT_EQ(get_window(own, 4), own);
  EXPECT_EQ(get_window(own, 4, false), own);
  EXPECT_THROW((void)get_window(own, 5), std::invalid_argument);
  EXPECT_THROW((void)get_window(std::vector<double>{}, 4), std::invalid_argument);
  EXPECT_THROW((void)get_window(std::vector<double>{1.0, std::nan("")}, 2), std::invalid_argument);
}

TEST(Window, RejectsBadArguments) {
  EXPECT_THROW((void)get_window("hann", 0), std::invalid_argument);
  EXPECT_THROW((void)get_window("hahn", 8), std::invalid_argument);
  EXPECT_THROW((void)get_window("kaiser", 8), std::invalid_argument);
  EXPECT_THROW((void)get_window({"hann", 1.0}, 8), std::invalid_argument);
  EXPECT_THROW((void)get_window({"gaussian", 0.0}, 8), std::invalid_argument);
  EXPECT_THROW((void)window_sumsquare("hann", 0, 1, 4, 4), std::invalid_argument);
  EXPECT_THROW((void)window_sumsquare("hann", 1, 0, 4, 4), std::invalid_argument);
  EXPECT_THROW((void)window_sumsquare("hann", 1, 1, 5, 4), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
