#include "timeline_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

using inference::Prediction;

constexpr std::size_t kMaxRows = 6;
constexpr std::string_view kStripName = "smoothed";

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

/// The smoothed genre of each column, that of its middle segment; none where it is silent.
std::vector<std::optional<std::size_t>> smoothed_columns(const Prediction& prediction,
                                                         std::size_t n_columns) {
  const std::size_t n_segments = prediction.segments.size();
  std::vector<std::optional<std::size_t>> columns;
  for (std::size_t c = 0; c < n_columns; ++c) {
    columns.push_back(prediction.segments[(2 * c + 1) * n_segments / (2 * n_columns)].smoothed);
  }
  return columns;
}

/// "│jazz────│metal─": each stretch of one genre with its name, as far as it has room.
std::string strip(const Prediction& prediction, std::size_t width, const Terminal& terminal) {
  const auto columns = smoothed_columns(prediction, width);
  std::string text;
  for (std::size_t begin = 0; begin < width;) {
    std::size_t end = begin + 1;
    while (end < width && columns[end] == columns[begin]) {
      ++end;
    }
    if (const auto genre = columns[begin]) {
      const std::string name = keep_start(prediction.genres[*genre], end - begin - 1);
      std::string stretch = "│" + name;
      for (std::size_t used = 1 + display_width(name); used < end - begin; ++used) {
        stretch += "─";
      }
      text += genre_coloured(terminal, *genre, stretch);
    } else {
      text += std::string(end - begin, ' ');
    }
    begin = end;
  }
  return text;
}

/// "1:04 jazz -> metal", as many in a line as there is room for.
std::string change_list(const Prediction& prediction, const Terminal& terminal) {
  constexpr std::string_view kGap = "   ";
  std::vector<std::string> entries;
  std::size_t widest = 0;
  for (const inference::GenreChange& change : prediction.changes) {
    entries.push_back(clock_time(change.time_s) + ' ' + prediction.genres[change.from] + " -> " +
                      prediction.genres[change.to]);
    widest = std::max(widest, display_width(entries.back()));
  }
  if (entries.empty()) {
    return "  " + styled(terminal, Style::kDim, "the genre does not change") + '\n';
  }
  const std::size_t room = terminal.width - 2 + kGap.size();
  const std::size_t n_in_line = std::max<std::size_t>(1, room / (widest + kGap.size()));
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_last = i + 1 == entries.size() || (i + 1) % n_in_line == 0;
    text += (i % n_in_line == 0 ? "  " : std::string{kGap}) +
            (is_last ? entries[i] + '\n' : pad_right(entries[i], widest));
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
  std::size_t names = kStripName.size();
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
  text += "  " + pad_right(kStripName, names) + "  " + strip(prediction, width, terminal) + '\n';
  text += "  " + std::string(names + 2, ' ') +
          styled(terminal, Style::kDim, time_axis(prediction.duration_s, width)) + '\n';
  return text + change_list(prediction, terminal) + '\n';
}

}  // namespace earmark::cli
