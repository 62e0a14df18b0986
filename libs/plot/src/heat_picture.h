#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "axes.h"
#include "earmark/base/matrix.h"
#include "earmark/plot/colour_map.h"
#include "earmark/plot/picture.h"
#include "earmark/plot/sound_chart.h"

namespace earmark::plot {

/// One matrix of a heat picture, over time.
struct HeatPanel {
  std::string name;      ///< shown above it where there are several
  Matrix<float> values;  ///< [n_rows, n_cols], n_cols spread evenly over the time; NaN: nothing
  Axis y;
  /// Row of a place along y, in (0, 1); empty: all rows are as high.
  std::function<std::size_t(double place)> row_at = {};
};

/// What the colours stand for.
struct HeatColours {
  ColourMap map = ColourMap::kMagma;
  double low = 0;
  double high = 1;
  std::string label;  ///< with its unit
};

struct HeatFigure {
  PictureOptions options;
  double low_s = 0;
  double high_s = 0;
  std::vector<HeatPanel> panels;  ///< from top to bottom, under one axis of time
  HeatColours colours;
  /// Drawn over each panel; may be empty.
  std::function<void(Canvas&, const Panel&)> overlay = {};
};

/// The frame of a chart of a sound, without panels yet.
[[nodiscard]] HeatFigure figure_of_frames(const SoundChartConfig& config, std::size_t n_frames,
                                          HeatColours colours);

/// Matrices over time as coloured areas, with a bar that explains the colours.
[[nodiscard]] Picture heat_picture(HeatFigure figure);

/// Columns of pixels of such a picture's areas, of which `y` is the axis whose texts are widest.
[[nodiscard]] std::size_t area_columns(const PictureOptions& options, const Axis& y);

}  // namespace earmark::plot
