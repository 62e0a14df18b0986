#include <algorithm>
#include <array>
#include <cmath>

#include "axes.h"
#include "earmark/plot/result_pictures.h"
#include "require.h"

namespace earmark::plot {
namespace {

constexpr std::size_t kMostInAColumn = 20;
constexpr double kLegendRoom = 28;
constexpr double kReach = 2.5;  // standard deviations that the axis shows

/// One song's value of one feature, standardised.
struct Mark {
  double mean = 0;
  double spread = 0;
};

struct Comparison {
  PictureOptions options;
  std::array<std::string, 2> names;
  std::vector<Panel> panels;               // a column of features each
  std::vector<std::array<Mark, 2>> marks;  // [n_features], from top to bottom, column by column
};

std::array<Mark, 2> standardised(const FeatureSummary& first, const FeatureSummary& second,
                                 std::size_t feature) {
  const auto n_first = static_cast<double>(first.n_segments);
  const auto n_second = static_cast<double>(second.n_segments);
  const double mean =
      (n_first * first.mean[feature] + n_second * second.mean[feature]) / (n_first + n_second);
  const auto square = [](double value) { return value * value; };
  const double variance =
      (n_first * (first.variance[feature] + square(first.mean[feature] - mean)) +
       n_second * (second.variance[feature] + square(second.mean[feature] - mean))) /
      (n_first + n_second);
  // What rounding leaves of a constant is no spread.
  const bool varies = variance > square(1e-12 * std::max(1e-300, std::abs(mean)));
  const double scale = varies ? std::sqrt(variance) : 1;
  return {Mark{varies ? (first.mean[feature] - mean) / scale : 0,
               varies ? std::sqrt(first.variance[feature]) / scale : 0},
          Mark{varies ? (second.mean[feature] - mean) / scale : 0,
               varies ? std::sqrt(second.variance[feature]) / scale : 0}};
}

void draw_mark(Canvas& canvas, const Panel& panel, const Mark& mark, double y, Colour colour,
               bool is_round) {
  const std::array spread{Point{x_pixel(panel, mark.mean - mark.spread), y},
                          Point{x_pixel(panel, mark.mean + mark.spread), y}};
  canvas.stroke(spread, {colour, 1.5});
  const double x = x_pixel(panel, mark.mean);
  if (is_round) {
    canvas.fill_circle({x, y}, 4, colour);
  } else {
    const std::array diamond{Point{x - 5, y}, Point{x, y - 5}, Point{x + 5, y}, Point{x, y + 5}};
    canvas.fill(diamond, colour);
  }
}

void draw_legend(Canvas& canvas, const Palette& palette, const Comparison& comparison) {
  const double y = comparison.panels.front().area.top - kLegendRoom / 2 - 2;
  double x = comparison.panels.front().area.left;
  const double room = (static_cast<double>(comparison.options.width) - x) / 2 - 60;
  for (std::size_t song = 0; song < 2; ++song) {
    const Font font{kTextSize, palette.text};
    const std::string name = shortened(comparison.names.at(song), font, room);
    if (song == 0) {
      canvas.fill_circle({x + 6, y}, 4, palette.lines[0]);
    } else {
      const std::array diamond{Point{x + 1, y}, Point{x + 6, y - 5}, Point{x + 11, y},
                               Point{x + 6, y + 5}};
      canvas.fill(diamond, palette.lines[1]);
    }
    canvas.text({x + 18, y}, name, font);
    x += 18 + text_width(name, font) + 28;
  }
}

void draw(Canvas& canvas, const Comparison& comparison) {
  const Palette& palette = palette_of(comparison.options.theme);
  draw_background(canvas, comparison.options, kMargin);
  draw_legend(canvas, palette, comparison);
  std::size_t feature = 0;
  for (const Panel& panel : comparison.panels) {
    canvas.fill(panel.area, palette.area);
    draw_grid(canvas, palette, panel);
    {
      const auto clip = canvas.clipped(panel.area);
      const double step = panel.area.height / (panel.y.scale.high() - panel.y.scale.low());
      for (const Tick& tick : panel.y.ticks) {
        const double y = y_pixel(panel, tick.value);
        const auto& [first, second] = comparison.marks[feature++];
        draw_mark(canvas, panel, first, y - 0.17 * step, palette.lines[0], true);
        draw_mark(canvas, panel, second, y + 0.17 * step, palette.lines[1], false);
      }
    }
    draw_axes(canvas, palette, panel);
  }
  const auto width = static_cast<double>(comparison.options.width);
  const Font font{kTextSize, palette.faint_text};
  canvas.text({width / 2, static_cast<double>(comparison.options.height) - kMargin / 2},
              shortened("Standard deviations from the mean of both songs' segments (lines: \u00b11 "
                        "within a song)",
                        font, width - kMargin),
              font, {Align::kMiddle, Align::kEnd});
}

void require_summary(const FeatureSummary& song, std::size_t n_features) {
  const auto finite = [](double value) { return std::isfinite(value); };
  require(song.n_segments >= 1, "comparison_picture: a song must have a segment");
  require(song.mean.size() == n_features && song.variance.size() == n_features,
          "comparison_picture: a song must have a mean and a variance of each feature");
  require(std::ranges::all_of(song.mean, finite) && std::ranges::all_of(song.variance, finite) &&
              std::ranges::all_of(song.variance, [](double value) { return value >= 0; }),
          "comparison_picture: means must be finite, variances too and >= 0");
}

/// Columns of features of about equal length, as many as the picture needs.
std::vector<Panel> laid_out(const PictureOptions& options,
                            const std::vector<std::string>& features) {
  const std::size_t n_columns =
      std::min<std::size_t>(3, (features.size() + kMostInAColumn - 1) / kMostInAColumn);
  const std::size_t n_rows = (features.size() + n_columns - 1) / n_columns;
  const double column_width =
      (static_cast<double>(options.width) - kMargin) / static_cast<double>(n_columns);
  const double top = top_room(options) + kLegendRoom;
  const double height = static_cast<double>(options.height) - top - kTimeAxisRoom;
  std::vector<Panel> panels;
  for (std::size_t c = 0; c * n_rows < features.size(); ++c) {
    // Rows count downwards from 0; the axis grows upwards.
    Axis y{{ScaleKind::kLinear, -static_cast<double>(n_rows) + 0.5, 0.5}, "", "", {}};
    for (std::size_t r = 0; r < n_rows && c * n_rows + r < features.size(); ++r) {
      y.ticks.push_back({-static_cast<double>(r),
                         shortened(features[c * n_rows + r], {kTextSize, {}}, 0.6 * column_width)});
    }
    const double room = left_room(y);
    const double width = std::floor(column_width - room - 8);
    panels.push_back(
        {{std::floor(static_cast<double>(c) * column_width + room), top, width, height},
         {{ScaleKind::kLinear, -kReach, kReach},
          "",
          "standard deviations",
          even_ticks(-kReach, kReach, width < 150 ? 3 : 6)},
         std::move(y),
         ""});
  }
  return panels;
}

}  // namespace

Picture comparison_picture(const std::vector<std::string>& features, FeatureSummary first,
                           FeatureSummary second, const PictureOptions& options) {
  options.validate();
  require(!features.empty(), "comparison_picture: there must be a feature");
  require_summary(first, features.size());
  require_summary(second, features.size());
  Comparison comparison{options, {first.name, second.name}, laid_out(options, features), {}};
  for (std::size_t i = 0; i < features.size(); ++i) {
    comparison.marks.push_back(standardised(first, second, i));
  }
  std::vector<AxesPlace> places;
  std::ranges::transform(comparison.panels, std::back_inserter(places), place_of);
  return {options,
          [comparison = std::move(comparison)](Canvas& canvas) { draw(canvas, comparison); },
          std::move(places)};
}

}  // namespace earmark::plot
