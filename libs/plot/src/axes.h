#pragma once

#include <string>
#include <vector>

#include "canvas.h"
#include "earmark/plot/picture.h"
#include "earmark/plot/scale.h"
#include "earmark/plot/ticks.h"
#include "palette.h"

namespace earmark::plot {

/// The room that a picture's parts take, in pixels.
inline constexpr double kMargin = 20;
inline constexpr double kTitleRoom = 46;      ///< above the area where there is a title
inline constexpr double kRightRoom = 32;      ///< for half of the last text below the area
inline constexpr double kTimeAxisRoom = 58;   ///< below the area: ticks, their texts and a label
inline constexpr double kColourBarRoom = 96;  ///< right of the area
inline constexpr double kPanelNameRoom = 28;  ///< above an area that has a name

inline constexpr double kTickLength = 5;
inline constexpr double kTextSize = 13;
inline constexpr double kTitleSize = 17;

struct Axis {
  Scale scale;
  std::string label;  ///< with its unit
  std::string unit;   ///< of AxesPlace
  std::vector<Tick> ticks;
};

/// An area with its axes.
struct Panel {
  Rect area;  ///< whole pixels
  Axis x;
  Axis y;
  std::string name;        ///< above the area; may be empty
  bool x_labelled = true;  ///< texts at the ticks below, and the axis' label
};

/// Time from `low` to `high` in seconds, with the ticks that `width` pixels have room for.
[[nodiscard]] Axis time_axis(double low, double high, double width);

/// Room left of an area for the axis' label and the texts at its ticks.
[[nodiscard]] double left_room(const Axis& y);

/// Where a value of a panel lies, in pixels.
[[nodiscard]] double x_pixel(const Panel& panel, double value);
[[nodiscard]] double y_pixel(const Panel& panel, double value);

[[nodiscard]] AxesPlace place_of(const Panel& panel);

/// Fills the picture and writes its title above an area that begins at `left`.
void draw_background(Canvas& canvas, const PictureOptions& options, double left);

/// Lines across the area at the ticks.
void draw_grid(Canvas& canvas, const Palette& palette, const Panel& panel);

/// Frame, ticks, texts and labels.
void draw_axes(Canvas& canvas, const Palette& palette, const Panel& panel);

/// Top of the highest area.
[[nodiscard]] double top_room(const PictureOptions& options);

}  // namespace earmark::plot
