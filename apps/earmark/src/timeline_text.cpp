#include "timeline_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "text_layout.h"

namespace earmark::cli {
namespace {

using inference::Prediction;

constexpr std::size_t kMaxRows = 6;

/// Mean probabilities of the segments that fall into one column; empty where all are silent.
using Column = std::vector<double>;

std::vector<Column> columns_of(const Prediction& prediction, std::size_t n_columns) {
  const std::size_t n_segments = prediction.segments.size();
  std::vector<Column> columns(n_columns);
  for (std::size_t c = 0; c < n_columns; ++c) {
    // Wide terminals repeat segments, narrow ones average them.
    const std::size_t first = c * n_segments / n_columns;
    const std::size_t last = std::max(first + 1, (c + 1) * n_segments / n_columns);
    std::size_t n_heard = 0;
    for (std::size_t s = first; s < last; ++s) {
      const auto& segment = prediction.segments[s];
      if (segment.silent) {
        continue;
      }
      columns[c].resize(prediction.genres.size(), 0.0);
      ++n_heard;
      for (std::size_t g = 0; g < columns[c].size(); ++g) {
        columns[c][g] += segment.probabilities[g];
      }
    }
    for (double& p : columns[c]) {
      p /= static_cast<double>(n_heard);
    }
  }
  return columns;
}

std::vector<std::size_t> leading_genres(const Prediction& prediction,
                                        const std::vector<Column>& columns) {
  std::vector<double> share(prediction.genres.size(), 0.0);
  for (const Column& column : columns) {
    if (!column.empty()) {
      share[inference::largest(column, 1).front()] += 1;
    }
  }
  std::vector<std::size_t> leading = inference::largest(share, kMaxRows);
  std::erase_if(leading, [&](std::size_t g) { return share[g] == 0; });
  return leading;
}

std::string row_of(const std::vector<Column>& columns, std::size_t genre) {
  constexpr std::array<std::string_view, 9> kHeights{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const Column& column : columns) {
    const double p = column.empty() ? 0.0 : column[genre];
    text += kHeights.at(static_cast<std::size_t>(std::lround(std::clamp(p, 0.0, 1.0) * 8)));
  }
  return text;
}

std::string time_axis(double duration_s, std::size_t width) {
  const std::string end = clock_time(duration_s);
  const std::string middle = clock_time(duration_s / 2);
  std::string text = "0:00";
  if (width >= text.size() + middle.size() + end.size() + 4) {
    text += pad_left(middle, width / 2 + middle.size() / 2 - text.size());
  }
  return text + pad_left(end, width > text.size() ? width - text.size() : 0);
}

}  // namespace

std::string timeline_text(const Prediction& prediction, const Terminal& terminal) {
  if (prediction.segments.empty()) {
    return "";
  }
  std::size_t names = 0;
  for (const std::string& genre : prediction.genres) {
    names = std::max(names, display_width(genre));
  }
  const std::size_t room = terminal.width - names - 5;
  // A short song is stretched to a width at which its time axis has room.
  const std::size_t n = prediction.segments.size();
  const std::size_t width =
      n >= room ? room : n * std::max<std::size_t>(1, std::min(room, std::size_t{60}) / n);
  const std::vector<Column> columns = columns_of(prediction, width);
  std::string text;
  for (const std::size_t g : leading_genres(prediction, columns)) {
    text += "  " + pad_right(prediction.genres[g], names) + "  " +
            genre_coloured(terminal, g, row_of(columns, g)) + '\n';
  }
  return text + "  " + std::string(names + 2, ' ') +
         styled(terminal, Style::kDim, time_axis(prediction.duration_s, width)) + "\n\n";
}

}  // namespace earmark::cli
