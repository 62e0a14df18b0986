#include "earmark/plot/picture.h"

#include <gtest/gtest.h>

#include <regex>
#include <stdexcept>

#include "axes.h"
#include "earmark/plot/result_pictures.h"
#include "pictures.h"

namespace earmark::plot {
namespace {

Picture a_picture(const PictureOptions& options = {}) {
  return curves_picture({{"loss", {1, 2, 3}, {0.9, 0.5, 0.4}}}, "Epoch", "Loss", options);
}

std::string without_numbers_of_parts(const std::string& svg) {
  return std::regex_replace(svg, std::regex{"(surface|image|pattern)[0-9]+"}, "$1");
}

TEST(Picture, PngHasTheSizeThatWasAskedFor) {
  const PngSize size =
      png_size(a_picture({.width = 640, .height = 300}).encode(PictureFormat::kPng));
  EXPECT_EQ(size.width, 640U);
  EXPECT_EQ(size.height, 300U);
}

TEST(Picture, SvgIsAWholeDocumentOfTheSize) {
  const std::string svg = a_picture({.width = 640, .height = 300}).encode(PictureFormat::kSvg);
  EXPECT_TRUE(svg.starts_with("<?xml"));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("viewBox=\"0 0 640 300\""), std::string::npos);
}

TEST(Picture, TheSameValuesGiveTheSameBytes) {
  for (const auto format : {PictureFormat::kPng, PictureFormat::kSvg}) {
    const Picture picture = a_picture();
    const std::string bytes = without_numbers_of_parts(picture.encode(format));
    EXPECT_EQ(without_numbers_of_parts(picture.encode(format)), bytes);
    EXPECT_EQ(without_numbers_of_parts(a_picture().encode(format)), bytes);
  }
}

TEST(Picture, ThemesDiffer) {
  EXPECT_NE(a_picture({.theme = Theme::kLight}).encode(PictureFormat::kPng),
            a_picture({.theme = Theme::kDark}).encode(PictureFormat::kPng));
}

TEST(Picture, RefusesSizesThatAreNoPictures) {
  EXPECT_THROW((void)a_picture({.width = 399}), std::invalid_argument);
  EXPECT_THROW((void)a_picture({.height = 239}), std::invalid_argument);
  EXPECT_THROW((void)a_picture({.width = 8001}), std::invalid_argument);
}

TEST(Picture, RefusesTextThatIsNotUtf8) {
  const Picture picture = curves_picture({{"a\xff", {1}, {1}}}, "", "", {});
  EXPECT_THROW((void)picture.encode(PictureFormat::kPng), std::invalid_argument);
}

TEST(Picture, LongTitlesAreShortened) {
  const Font font{kTitleSize, {}, true};
  const std::string title = shortened(std::string(500, 'M'), font, 300);
  EXPECT_LE(text_width(title, font), 300);
  EXPECT_TRUE(title.ends_with("\u2026"));
  EXPECT_EQ(shortened("short", font, 300), "short");
  // Whole code points are taken away.
  EXPECT_TRUE(shortened("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", font, 60)
                  .ends_with("\u00e9\u2026"));
  EXPECT_EQ(
      png_size(a_picture({.title = std::string(5000, 'M')}).encode(PictureFormat::kPng)).width,
      1200U);
}

TEST(Axes, PixelsAreWhereTheScaleSays) {
  const Panel panel{{100, 50, 400, 200},
                    {{ScaleKind::kLinear, 0, 10}, "", "s", {}},
                    {{ScaleKind::kLog2, 1, 16}, "", "", {}},
                    ""};
  EXPECT_DOUBLE_EQ(x_pixel(panel, 0), 100);
  EXPECT_DOUBLE_EQ(x_pixel(panel, 5), 300);
  EXPECT_DOUBLE_EQ(y_pixel(panel, 1), 250);
  EXPECT_DOUBLE_EQ(y_pixel(panel, 4), 150);
  const AxesPlace place = place_of(panel);
  EXPECT_EQ(place.left, 100U);
  EXPECT_EQ(place.top, 50U);
  EXPECT_EQ(place.x_unit, "s");
}

}  // namespace
}  // namespace earmark::plot
