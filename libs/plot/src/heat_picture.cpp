#include "heat_picture.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "spectra_stream.h"

namespace earmark::plot {
namespace {

void draw_matrix(Canvas& canvas, const Palette& palette, const Rect& area, const HeatPanel& panel,
                 const HeatColours& colours) {
  const Matrix<float>& values = panel.values;
  const std::size_t n_rows = values.rows();
  const auto height = static_cast<std::size_t>(area.height);
  const auto width = static_cast<std::size_t>(area.width);
  // A colour for each pixel: viewers of SVG would blur the borders of larger cells.
  std::vector<Colour> cells;
  cells.reserve(height * width);
  for (std::size_t y = 0; y < height; ++y) {
    const double place = 1 - (static_cast<double>(y) + 0.5) / area.height;
    const auto evenly = static_cast<std::size_t>(place * static_cast<double>(n_rows));
    const std::size_t row = std::min(n_rows - 1, panel.row_at ? panel.row_at(place) : evenly);
    for (std::size_t x = 0; x < width; ++x) {
      const float value = values(row, (2 * x + 1) * values.cols() / (2 * width));
      const double share =
          (static_cast<double>(value) - colours.low) / (colours.high - colours.low);
      cells.push_back(std::isnan(value) ? palette.area : colour_at(colours.map, share));
    }
  }
  canvas.image(area, cells, width);
}

void draw_colour_bar(Canvas& canvas, const Palette& palette, const Rect& areas,
                     const HeatColours& colours) {
  constexpr double kBarGap = 16;
  constexpr double kBarWidth = 14;
  const Rect bar{areas.right() + kBarGap, areas.top, kBarWidth, areas.height};
  const auto height = static_cast<std::size_t>(bar.height);
  std::vector<Colour> cells;
  cells.reserve(height);
  for (std::size_t y = 0; y < height; ++y) {
    cells.push_back(colour_at(colours.map, 1 - (static_cast<double>(y) + 0.5) / bar.height));
  }
  canvas.image(bar, cells, 1);
  canvas.frame(bar, {palette.frame, 1});
  const Scale scale{ScaleKind::kLinear, colours.low, colours.high};
  const auto n_max = static_cast<std::size_t>(std::max(2.0, bar.height / 40));
  for (const Tick& tick : even_ticks(colours.low, colours.high, n_max)) {
    const double y = bar.bottom() - scale.place(tick.value) * bar.height;
    canvas.text({bar.right() + kTickLength + 2, y}, tick.text, {kTextSize, palette.text});
  }
  canvas.text(
      {bar.right() + kColourBarRoom - kBarGap - kBarWidth - kMargin / 2, bar.top + bar.height / 2},
      colours.label, {kTextSize, palette.faint_text}, {Align::kMiddle, Align::kEnd, true});
}

/// Where the panels lie, from top to bottom.
std::vector<Panel> laid_out(HeatFigure& figure) {
  double left = 0;
  for (const HeatPanel& panel : figure.panels) {
    left = std::max(left, left_room(panel.y));
  }
  const auto n = static_cast<double>(figure.panels.size());
  const double name_room = n > 1 ? kPanelNameRoom : 0;
  const double top = top_room(figure.options) - (n > 1 ? kMargin / 2 : 0);
  const double room = static_cast<double>(figure.options.height) - top - kTimeAxisRoom;
  const double height = std::floor(room / n - name_room);
  const double width = static_cast<double>(figure.options.width) - left - kColourBarRoom;
  std::vector<Panel> panels;
  panels.reserve(figure.panels.size());
  for (HeatPanel& panel : figure.panels) {
    const auto i = static_cast<double>(panels.size());
    panels.push_back({.area = {left, top + name_room + i * (height + name_room), width, height},
                      .x = time_axis(figure.low_s, figure.high_s, width),
                      .y = std::move(panel.y),
                      .name = n > 1 ? panel.name : "",
                      .x_labelled = i + 1 == n});
  }
  return panels;
}

}  // namespace

std::size_t area_columns(const PictureOptions& options, const Axis& y) {
  return options.width - static_cast<std::size_t>(left_room(y) + kColourBarRoom);
}

HeatFigure figure_of_frames(const SoundChartConfig& config, std::size_t n_frames,
                            HeatColours colours) {
  return {.options = config.picture,
          .low_s = frames_begin_s(config),
          .high_s = frames_end_s(config, n_frames),
          .panels = {},
          .colours = std::move(colours)};
}

Picture heat_picture(HeatFigure figure) {
  figure.options.validate();
  std::vector<Panel> panels = laid_out(figure);
  std::vector<AxesPlace> places;
  places.reserve(panels.size());
  std::ranges::transform(panels, std::back_inserter(places), place_of);
  const PictureOptions options = figure.options;
  // Shared, because a std::function copies what it holds.
  const auto shared = std::make_shared<const HeatFigure>(std::move(figure));
  const auto draw = [shared, panels = std::move(panels)](Canvas& canvas) {
    const Palette& palette = palette_of(shared->options.theme);
    draw_background(canvas, shared->options, panels.front().area.left);
    for (std::size_t i = 0; i < panels.size(); ++i) {
      draw_matrix(canvas, palette, panels[i].area, shared->panels[i], shared->colours);
      if (shared->overlay) {
        shared->overlay(canvas, panels[i]);
      }
      draw_axes(canvas, palette, panels[i]);
    }
    const Rect& first = panels.front().area;
    draw_colour_bar(canvas, palette,
                    {first.left, first.top, first.width, panels.back().area.bottom() - first.top},
                    shared->colours);
  };
  return {options, draw, std::move(places)};
}

}  // namespace earmark::plot
