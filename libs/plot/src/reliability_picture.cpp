#include <algorithm>
#include <array>
#include <cmath>

#include "axes.h"
#include "earmark/plot/result_pictures.h"
#include "require.h"

namespace earmark::plot {
namespace {

constexpr double kCountsShare = 0.22;  // of the height
constexpr double kBetween = 24;

struct Reliability {
  PictureOptions options;
  Panel shares;
  Panel counts;
  std::vector<ml::ReliabilityBin> bins;
};

bool is_share(double value) { return value >= 0 && value <= 1; }

void draw_shares(Canvas& canvas, const Palette& palette, const Reliability& reliability) {
  const Panel& panel = reliability.shares;
  canvas.fill(panel.area, palette.area);
  draw_grid(canvas, palette, panel);
  const std::array diagonal{Point{x_pixel(panel, 0), y_pixel(panel, 0)},
                            Point{x_pixel(panel, 1), y_pixel(panel, 1)}};
  canvas.stroke(diagonal, {palette.frame, 1.5, {6, 4}});
  std::vector<Point> line;
  for (const ml::ReliabilityBin& bin : reliability.bins) {
    const Point point{x_pixel(panel, bin.confidence), y_pixel(panel, bin.accuracy)};
    // How far it is from what it promises.
    const std::array gap{point, Point{point.x, y_pixel(panel, bin.confidence)}};
    canvas.stroke(gap, {palette.lines[1], 3});
    line.push_back(point);
  }
  canvas.stroke(line, {palette.accent, 2});
  for (const Point& point : line) {
    canvas.fill_circle(point, 4.5, palette.accent);
  }
  draw_axes(canvas, palette, panel);
}

void draw_counts(Canvas& canvas, const Palette& palette, const Reliability& reliability) {
  const Panel& panel = reliability.counts;
  canvas.fill(panel.area, palette.area);
  for (const ml::ReliabilityBin& bin : reliability.bins) {
    const double left = x_pixel(panel, bin.low) + 1;
    const double top = y_pixel(panel, static_cast<double>(bin.count));
    canvas.fill(Rect{left, top, std::max(1.0, x_pixel(panel, bin.high) - 1 - left),
                     panel.area.bottom() - top},
                palette.accent);
  }
  draw_axes(canvas, palette, panel);
}

void draw(Canvas& canvas, const Reliability& reliability) {
  const Palette& palette = palette_of(reliability.options.theme);
  draw_background(canvas, reliability.options, reliability.shares.area.left);
  draw_shares(canvas, palette, reliability);
  draw_counts(canvas, palette, reliability);
}

}  // namespace

Picture reliability_picture(std::vector<ml::ReliabilityBin> bins, const PictureOptions& options) {
  options.validate();
  require(!bins.empty(), "reliability_picture: there must be a bin");
  std::size_t most = 1;
  for (const ml::ReliabilityBin& bin : bins) {
    require(is_share(bin.low) && is_share(bin.high) && is_share(bin.confidence) &&
                is_share(bin.accuracy) && bin.low <= bin.high,
            "reliability_picture: shares must lie in [0, 1]");
    most = std::max(most, bin.count);
  }
  std::erase_if(bins, [](const ml::ReliabilityBin& bin) { return bin.count == 0; });
  const double top = top_room(options);
  const double room = static_cast<double>(options.height) - top - kTimeAxisRoom - kBetween;
  const double shares_height = std::floor(room * (1 - kCountsShare));
  Axis y{{ScaleKind::kLinear, 0, 1}, "Share that is right", "", even_ticks(0, 1, 6)};
  const double high = 1.05 * static_cast<double>(most);
  Axis n{{ScaleKind::kLinear, 0, high}, "Answers", "", even_ticks(0, high, 3)};
  std::erase_if(n.ticks, [](const Tick& tick) { return tick.value != std::floor(tick.value); });
  const double left = std::max(left_room(y), left_room(n));
  const double width = static_cast<double>(options.width) - left - kMargin;
  const Axis x{{ScaleKind::kLinear, 0, 1}, "Confidence", "", even_ticks(0, 1, 11)};
  const double counts_top = top + shares_height + kBetween;
  Reliability reliability{
      options,
      {{left, top, width, shares_height}, x, std::move(y), "", false},
      {{left, counts_top, width, std::floor(room * kCountsShare)}, x, std::move(n), ""},
      std::move(bins)};
  std::vector places{place_of(reliability.shares), place_of(reliability.counts)};
  places[1].name = "answers";
  return {options,
          [reliability = std::move(reliability)](Canvas& canvas) { draw(canvas, reliability); },
          std::move(places)};
}

}  // namespace earmark::plot
