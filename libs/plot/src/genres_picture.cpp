#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "earmark/plot/result_pictures.h"
#include "heat_picture.h"
#include "require.h"

namespace earmark::plot {
namespace {

void require_stretches(const std::vector<GenreStretch>& stretches, std::size_t n_genres) {
  require(n_genres >= 1, "genres_picture: there must be a genre");
  require(!stretches.empty(), "genres_picture: there must be a stretch");
  double start_s = stretches.front().start_s;
  for (const GenreStretch& stretch : stretches) {
    require(std::isfinite(stretch.start_s) && std::isfinite(stretch.end_s) &&
                stretch.start_s < stretch.end_s && stretch.start_s >= start_s,
            "genres_picture: stretches must be in order, each of positive length");
    require(stretch.probabilities.empty() || stretch.probabilities.size() == n_genres,
            "genres_picture: a stretch must have a probability for each genre");
    require(!stretch.smoothed || *stretch.smoothed < n_genres,
            "genres_picture: a stretch's genre must be one of the genres");
    start_s = stretch.start_s;
  }
}

/// Until when a stretch shows.
double shown_until(const std::vector<GenreStretch>& stretches, std::size_t i) {
  return i + 1 < stretches.size() ? std::min(stretches[i].end_s, stretches[i + 1].start_s)
                                  : stretches[i].end_s;
}

/// Mean probabilities of each column of pixels, by how long a stretch is in it.
Matrix<float> columns_of(const std::vector<GenreStretch>& stretches, std::size_t n_genres,
                         std::size_t n_columns) {
  const double low = stretches.front().start_s;
  const double step = (stretches.back().end_s - low) / static_cast<double>(n_columns);
  std::vector<double> sums(n_genres * n_columns, 0.0);
  std::vector<double> heard(n_columns, 0.0);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const GenreStretch& stretch = stretches[i];
    if (stretch.probabilities.empty()) {
      continue;
    }
    const double begin = (stretch.start_s - low) / step;
    const double end = (shown_until(stretches, i) - low) / step;
    for (auto c = static_cast<std::size_t>(begin); c < n_columns && static_cast<double>(c) < end;
         ++c) {
      const auto column = static_cast<double>(c);
      const double share = std::min(end, column + 1) - std::max(begin, column);
      heard[c] += share;
      for (std::size_t g = 0; g < n_genres; ++g) {
        sums[g * n_columns + c] += share * stretch.probabilities[g];
      }
    }
  }
  Matrix<float> columns{n_genres, n_columns};
  for (std::size_t g = 0; g < n_genres; ++g) {
    for (std::size_t c = 0; c < n_columns; ++c) {
      // Borders that rounding puts into the next column leave dust there.
      columns(g, c) = heard[c] > 1e-6 ? static_cast<float>(sums[g * n_columns + c] / heard[c])
                                      : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return columns;
}

/// The smoothed course: a step line along the middles of the genres' rows.
std::vector<Point> course(const std::vector<GenreStretch>& stretches, const Panel& panel) {
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  std::vector<Point> line;
  line.reserve(3 * stretches.size());
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (const auto genre = stretches[i].smoothed) {
      const double y = y_pixel(panel, static_cast<double>(*genre));
      line.push_back({x_pixel(panel, stretches[i].start_s), y});
      line.push_back({x_pixel(panel, shown_until(stretches, i)), y});
    } else {
      line.push_back({kNothing, kNothing});
    }
  }
  return line;
}

}  // namespace

Picture genres_picture(std::vector<std::string> genres, std::vector<GenreStretch> stretches,
                       const PictureOptions& options) {
  require_stretches(stretches, genres.size());
  options.validate();
  const auto n = static_cast<double>(genres.size());
  // The first genre on top: rows count from there.
  std::ranges::reverse(genres);
  for (GenreStretch& stretch : stretches) {
    std::ranges::reverse(stretch.probabilities);
    if (stretch.smoothed) {
      stretch.smoothed = genres.size() - 1 - *stretch.smoothed;
    }
  }
  Axis y{{ScaleKind::kLinear, -0.5, n - 0.5}, "", "", {}};
  for (const std::string& genre : genres) {
    y.ticks.push_back({static_cast<double>(y.ticks.size()),
                       shortened(genre, {kTextSize, {}}, static_cast<double>(options.width) / 4)});
  }
  HeatFigure figure{.options = options,
                    .low_s = stretches.front().start_s,
                    .high_s = stretches.back().end_s,
                    .panels = {},
                    .colours = {ColourMap::kViridis, 0, 1, "Probability (line: smoothed)"},
                    .overlay = {}};
  Matrix<float> values = columns_of(stretches, genres.size(), area_columns(options, y));
  figure.panels.push_back({"", std::move(values), std::move(y)});
  figure.overlay = [stretches = std::move(stretches), theme = options.theme](Canvas& canvas,
                                                                             const Panel& panel) {
    for (std::size_t row = 1; row < panel.y.ticks.size(); ++row) {
      const double border_y = std::round(y_pixel(panel, static_cast<double>(row) - 0.5)) + 0.5;
      const std::array border{Point{panel.area.left, border_y},
                              Point{panel.area.right(), border_y}};
      canvas.stroke(border, {palette_of(theme).background, 1});
    }
    const std::vector<Point> line = course(stretches, panel);
    canvas.stroke(line, {Colour::of(0x000000), 5});
    canvas.stroke(line, {Colour::of(0xffffff), 2});
  };
  return heat_picture(std::move(figure));
}

}  // namespace earmark::plot
