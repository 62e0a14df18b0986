#include "axes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace earmark::plot {
namespace {

constexpr double kGap = 6;         // between a tick and its text
constexpr double kLabelRoom = 26;  // of an axis' label, turned or not

/// The middle of the pixel that a place falls into, so that a line of one pixel fills it.
double snapped(double pixel, double low, double high) {
  return std::clamp(std::floor(pixel), low, high - 1) + 0.5;
}

void line(Canvas& canvas, Point a, Point b, Colour colour) {
  const std::array ends{a, b};
  canvas.stroke(ends, {colour, 1});
}

void draw_x_axis(Canvas& canvas, const Palette& palette, const Panel& panel) {
  const Rect& area = panel.area;
  for (const Tick& tick : panel.x.ticks) {
    const double x = snapped(x_pixel(panel, tick.value), area.left, area.right());
    line(canvas, {x, area.bottom() + 1}, {x, area.bottom() + 1 + kTickLength}, palette.frame);
    if (panel.x_labelled) {
      canvas.text({x, area.bottom() + 1 + kTickLength + kGap}, tick.text, {kTextSize, palette.text},
                  {Align::kMiddle, Align::kStart});
    }
  }
  if (panel.x_labelled) {
    canvas.text({area.left + area.width / 2, area.bottom() + kTimeAxisRoom - kMargin / 2},
                panel.x.label, {kTextSize, palette.faint_text}, {Align::kMiddle, Align::kEnd});
  }
}

void draw_y_axis(Canvas& canvas, const Palette& palette, const Panel& panel) {
  const Rect& area = panel.area;
  // Where ticks crowd, as at the low end of a mel axis, those with room above have a text.
  std::vector<Tick> from_above = panel.y.ticks;
  std::ranges::sort(from_above, std::greater{}, &Tick::value);
  double last_text = area.top - kTextSize;
  for (const Tick& tick : from_above) {
    const double y = snapped(y_pixel(panel, tick.value), area.top, area.bottom());
    line(canvas, {area.left - 1 - kTickLength, y}, {area.left - 1, y}, palette.frame);
    if (y - last_text >= kTextSize) {
      canvas.text({area.left - 1 - kTickLength - kGap, y}, tick.text, {kTextSize, palette.text},
                  {Align::kEnd, Align::kMiddle});
      last_text = y;
    }
  }
  if (!panel.y.label.empty()) {
    canvas.text({area.left - left_room(panel.y) + kMargin / 2 + 2, area.top + area.height / 2},
                panel.y.label, {kTextSize, palette.faint_text},
                {Align::kMiddle, Align::kStart, true});
  }
}

}  // namespace

Axis time_axis(double low, double high, double width) {
  constexpr double kTickRoom = 80;
  const auto n_max = static_cast<std::size_t>(std::max(2.0, width / kTickRoom));
  return {{ScaleKind::kLinear, low, high}, time_label(high), "s", time_ticks(low, high, n_max)};
}

double left_room(const Axis& y) {
  double widest = 0;
  for (const Tick& tick : y.ticks) {
    widest = std::max(widest, text_width(tick.text, {kTextSize, {}}));
  }
  return std::ceil(kMargin / 2 + (y.label.empty() ? 0 : kLabelRoom) + widest + kGap + kTickLength +
                   1);
}

double x_pixel(const Panel& panel, double value) {
  return panel.area.left + panel.x.scale.place(value) * panel.area.width;
}

double y_pixel(const Panel& panel, double value) {
  return panel.area.bottom() - panel.y.scale.place(value) * panel.area.height;
}

AxesPlace place_of(const Panel& panel) {
  const auto whole = [](double pixels) { return static_cast<std::size_t>(std::lround(pixels)); };
  return {.left = whole(panel.area.left),
          .top = whole(panel.area.top),
          .width = whole(panel.area.width),
          .height = whole(panel.area.height),
          .name = panel.name,
          .x_unit = panel.x.unit,
          .y_unit = panel.y.unit,
          .x = panel.x.scale,
          .y = panel.y.scale};
}

double top_room(const PictureOptions& options) {
  return options.title.empty() ? kMargin : kTitleRoom;
}

void draw_background(Canvas& canvas, const PictureOptions& options, double left) {
  const Palette& palette = palette_of(options.theme);
  const auto width = static_cast<double>(options.width);
  canvas.fill({0, 0, width, static_cast<double>(options.height)}, palette.background);
  const Font font{kTitleSize, palette.text, true};
  canvas.text({left, kTitleRoom / 2}, shortened(options.title, font, width - left - kMargin), font);
}

void draw_grid(Canvas& canvas, const Palette& palette, const Panel& panel) {
  const Rect& area = panel.area;
  for (const Tick& tick : panel.x.ticks) {
    const double x = snapped(x_pixel(panel, tick.value), area.left, area.right());
    line(canvas, {x, area.top}, {x, area.bottom()}, palette.grid);
  }
  for (const Tick& tick : panel.y.ticks) {
    const double y = snapped(y_pixel(panel, tick.value), area.top, area.bottom());
    line(canvas, {area.left, y}, {area.right(), y}, palette.grid);
  }
}

void draw_axes(Canvas& canvas, const Palette& palette, const Panel& panel) {
  canvas.frame(panel.area, {palette.frame, 1});
  draw_x_axis(canvas, palette, panel);
  draw_y_axis(canvas, palette, panel);
  canvas.text({panel.area.left, panel.area.top - kPanelNameRoom / 2 + 2}, panel.name,
              {kTextSize, palette.text, true});
}

}  // namespace earmark::plot
