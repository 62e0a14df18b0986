#include "earmark/plot/colour.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "earmark/plot/colour_map.h"
#include "palette.h"

namespace earmark::plot {
namespace {

// WCAG 2.1, 1.4.3 and 1.4.11: of text, and of what a picture must be understood by.
constexpr double kTextContrast = 4.5;
constexpr double kLineContrast = 2.0;  // pale Okabe-Ito colours on white; dashes tell lines apart

TEST(Colour, ContrastOfBlackAndWhiteIs21) {
  EXPECT_NEAR(contrast(Colour::of(0x000000), Colour::of(0xffffff)), 21.0, 1e-9);
  EXPECT_NEAR(contrast(Colour::of(0x123456), Colour::of(0x123456)), 1.0, 1e-12);
}

TEST(ColourMap, EndsAreThoseOfTheTablesAndOutsideIsClamped) {
  EXPECT_EQ(colour_at(ColourMap::kMagma, 0), Colour::of(0x000004));
  EXPECT_EQ(colour_at(ColourMap::kMagma, 1), Colour::of(0xfcfdbf));
  EXPECT_EQ(colour_at(ColourMap::kViridis, -3), Colour::of(0x440154));
  EXPECT_EQ(colour_at(ColourMap::kViridis, 7), Colour::of(0xfde725));
  EXPECT_EQ(colour_at(ColourMap::kViridis, std::numeric_limits<double>::quiet_NaN()),
            Colour::of(0x440154));
}

TEST(ColourMap, SequentialMapsGrowLighterAllTheWay) {
  for (const auto map : {ColourMap::kMagma, ColourMap::kViridis}) {
    for (int i = 8; i < 256; i += 8) {
      EXPECT_GT(luminance(colour_at(map, i / 255.0)), luminance(colour_at(map, (i - 8) / 255.0)));
    }
  }
}

TEST(ColourMap, DivergingIsLightestInItsMiddle) {
  const double middle = luminance(colour_at(ColourMap::kDiverging, 0.5));
  double before = 0;
  for (int i = 0; i <= 50; ++i) {
    const double low = luminance(colour_at(ColourMap::kDiverging, i / 100.0));
    EXPECT_GE(low, before);
    EXPECT_GE(middle, luminance(colour_at(ColourMap::kDiverging, 1 - i / 100.0)));
    before = low;
  }
}

TEST(Palette, TextCanBeReadAndLinesSeen) {
  for (const auto theme : {Theme::kLight, Theme::kDark}) {
    const Palette& palette = palette_of(theme);
    EXPECT_GE(contrast(palette.text, palette.background), kTextContrast);
    EXPECT_GE(contrast(palette.faint_text, palette.background), kTextContrast);
    for (const Colour& line : palette.lines) {
      EXPECT_GE(contrast(line, palette.area), kLineContrast);
    }
  }
}

}  // namespace
}  // namespace earmark::plot
