#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "axes.h"
#include "earmark/plot/result_pictures.h"
#include "require.h"

namespace earmark::plot {
namespace {

struct Curves {
  PictureOptions options;
  Panel panel;
  std::vector<Curve> curves;
};

constexpr double kLegendRoom = 28;
constexpr double kSample = 28;  // of a line in the legend
constexpr double kLegendGap = 22;

/// Beside its colour each line has dashes of its own.
Pen pen_of(const Palette& palette, std::size_t i) {
  static const std::array<std::vector<double>, 4> dashes{
      std::vector<double>{}, {8, 4}, {2, 3}, {10, 3, 2, 3}};
  return {palette.lines.at(i), 2.2, dashes.at(i % dashes.size())};
}

void draw_legend(Canvas& canvas, const Palette& palette, const Curves& curves) {
  const Rect& area = curves.panel.area;
  const Font font{kTextSize, palette.text};
  double natural = 0;
  for (const Curve& curve : curves.curves) {
    natural += kSample + 8 + text_width(curve.name, font) + kLegendGap;
  }
  // Where not all names have room, each has the same.
  const double room =
      natural - kLegendGap <= area.width
          ? area.width
          : area.width / static_cast<double>(curves.curves.size()) - kSample - 8 - kLegendGap;
  const double y = area.top - kLegendRoom / 2;
  double x = area.left;
  for (std::size_t i = 0; i < curves.curves.size(); ++i) {
    const std::array sample{Point{x, y}, Point{x + kSample, y}};
    canvas.stroke(sample, pen_of(palette, i));
    const std::string name = shortened(curves.curves[i].name, font, room);
    canvas.text({x + kSample + 8, y}, name, font);
    x += kSample + 8 + text_width(name, font) + kLegendGap;
  }
}

void draw(Canvas& canvas, const Curves& curves) {
  const Palette& palette = palette_of(curves.options.theme);
  draw_background(canvas, curves.options, curves.panel.area.left);
  canvas.fill(curves.panel.area, palette.area);
  draw_grid(canvas, palette, curves.panel);
  draw_legend(canvas, palette, curves);
  {
    const auto clip = canvas.clipped(curves.panel.area);
    for (std::size_t i = 0; i < curves.curves.size(); ++i) {
      const Curve& curve = curves.curves[i];
      std::vector<Point> line;
      line.reserve(curve.x.size());
      for (std::size_t k = 0; k < curve.x.size(); ++k) {
        line.push_back({x_pixel(curves.panel, curve.x[k]), y_pixel(curves.panel, curve.y[k])});
      }
      canvas.stroke(line, pen_of(palette, i));
      // A point between gaps has no line; few points show where they are.
      for (const Point& point : line) {
        if (line.size() <= 60 && std::isfinite(point.y)) {
          canvas.fill_circle(point, 2.8, palette.lines.at(i));
        }
      }
    }
  }
  draw_axes(canvas, palette, curves.panel);
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  /// A twentieth of room to either side; one value alone gets as much as itself.
  [[nodiscard]] Range with_room() const {
    const double room = high > low ? (high - low) / 20 : std::max(std::abs(high), 1.0) / 2;
    return {low - room, high + room};
  }
};

}  // namespace

Picture curves_picture(std::vector<Curve> curves, std::string x_label, std::string y_label,
                       const PictureOptions& options) {
  options.validate();
  require(!curves.empty() && curves.size() <= palette_of(options.theme).lines.size(),
          "curves_picture: there must be 1 to 8 curves");
  Range x_range;
  Range y_range;
  for (const Curve& curve : curves) {
    require(curve.x.size() == curve.y.size(), "curves_picture: x and y must be as long");
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      require(std::isfinite(curve.x[i]), "curves_picture: x must be finite");
      x_range.add(curve.x[i]);
      if (std::isfinite(curve.y[i])) {
        y_range.add(curve.y[i]);
      }
    }
  }
  require(y_range.low <= y_range.high, "curves_picture: there must be a finite y");
  const auto [x_low, x_high] = x_range.with_room();
  const auto [y_low, y_high] = y_range.with_room();
  const double top = top_room(options) + kLegendRoom;
  const double height = static_cast<double>(options.height) - top - kTimeAxisRoom;
  Axis y{{ScaleKind::kLinear, y_low, y_high},
         std::move(y_label),
         "",
         even_ticks(y_low, y_high, static_cast<std::size_t>(std::max(3.0, height / 45)))};
  const double left = left_room(y);
  const double width = static_cast<double>(options.width) - left - kRightRoom;
  Axis x{{ScaleKind::kLinear, x_low, x_high},
         std::move(x_label),
         "",
         even_ticks(x_low, x_high, static_cast<std::size_t>(std::max(3.0, width / 70)))};
  Curves drawn{
      options, {{left, top, width, height}, std::move(x), std::move(y), ""}, std::move(curves)};
  std::vector places{place_of(drawn.panel)};
  return {options, [drawn = std::move(drawn)](Canvas& canvas) { draw(canvas, drawn); },
          std::move(places)};
}

}  // namespace earmark::plot
