#include "runs_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <set>

#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

using tracking::Run;

constexpr std::size_t kIdLength = 8;  // tells the runs of a server apart
constexpr const char* kGap = "  ";

std::string local_time(std::int64_t time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  std::array<char, 32> text{};
  if (::localtime_r(&seconds, &parts) == nullptr ||
      std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts) == 0) {
    return "-";
  }
  return text.data();
}

std::string duration(const Run& run) {
  return run.end_time_ms < run.start_time_ms ? "-"
                                             : clock_time((static_cast<double>(run.end_time_ms) -
                                                           static_cast<double>(run.start_time_ms)) /
                                                          1000);
}

std::string shown(double value) {
  std::array<char, 32> text{};
  const bool is_count = value == std::floor(value) && std::abs(value) > 1;
  (void)std::snprintf(text.data(), text.size(), is_count ? "%.0f" : "%.4g", value);
  return text.data();
}

std::string param_of(const Run& run, const std::string& key) {
  const auto found = std::ranges::find(run.params, key, &tracking::NamedText::key);
  return found == run.params.end() ? "" : found->value;
}

std::string figure_text(const Run& run, const std::string& key) {
  const auto value = figure_of(run, key);
  return value ? shown(*value) : "";
}

struct Column {
  std::string title;
  std::vector<std::string> cells;
  bool is_number = false;

  [[nodiscard]] std::size_t width() const {
    std::size_t widest = display_width(title);
    for (const std::string& cell : cells) {
      widest = std::max(widest, display_width(cell));
    }
    return widest;
  }
};

Column column(const std::string& title, const std::vector<Run>& runs, bool is_number,
              const std::function<std::string(const Run&)>& cell) {
  Column made{title, {}, is_number};
  for (const Run& run : runs) {
    made.cells.push_back(printable(cell(run)));
  }
  return made;
}

bool is_empty(const Column& column) {
  return std::ranges::all_of(column.cells, [](const std::string& cell) { return cell.empty(); });
}

std::string padded(const Column& column, const std::string& text) {
  return column.is_number ? pad_left(text, column.width()) : pad_right(text, column.width());
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string table(const std::vector<Column>& columns, const Terminal& terminal) {
  std::string head;
  for (const Column& column : columns) {
    head += padded(column, column.title) + kGap;
  }
  std::string text = styled(terminal, Style::kDim, without_trailing_blanks(head));
  for (std::size_t r = 0; r < columns.front().cells.size(); ++r) {
    std::string line;
    for (const Column& column : columns) {
      line += padded(column, column.cells[r].empty() ? "-" : column.cells[r]) + kGap;
    }
    text += without_trailing_blanks(line);
  }
  return text;
}

/// All names that one of the runs has, sorted.
template <typename List, typename Keep>
std::set<std::string> names_of(const std::vector<Run>& runs, List list, Keep keep) {
  std::set<std::string> names;
  for (const Run& run : runs) {
    for (const auto& entry : run.*list) {
      if (keep(entry.key)) {
        names.insert(entry.key);
      }
    }
  }
  return names;
}

bool is_result(const std::string& key) {
  return !key.starts_with("system/") && !key.starts_with("epoch/");
}

/// Lines of one kind of entry under the runs' names.
class SideBySide {
 public:
  SideBySide(const std::vector<Run>& runs, const Terminal& terminal)
      : runs_{runs}, terminal_{terminal} {
    for (const Run& run : runs) {
      width_ = std::max(width_, display_width(run.name) + 1);
    }
    const std::size_t room = terminal.width > kName ? terminal.width - kName : kLeastWidth;
    width_ = std::clamp(room / runs.size(), kLeastWidth, std::max(width_, kTimeWidth));
  }

  void add(const std::string& name, const std::function<std::string(const Run&)>& value,
           bool marks_differences) {
    std::set<std::string> values;
    std::string line;
    for (const Run& run : runs_) {
      const std::string cell = printable(value(run));
      values.insert(cell);
      line += pad_left(keep_start(cell.empty() ? "-" : cell, width_ - 1), width_);
    }
    const bool differs = marks_differences && values.size() > 1;
    line = (differs ? "* " : "  ") + pad_right(keep_end(printable(name), kName - 3), kName - 2) +
           line + '\n';
    text_ += differs ? styled(terminal_, Style::kBold, line) : line;
  }

  void title(const std::string& title) {
    text_ += '\n' + styled(terminal_, Style::kDim, title) + '\n';
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t kName = 28;
  static constexpr std::size_t kLeastWidth = 12;
  static constexpr std::size_t kTimeWidth = 18;  // of local_time(), after two blanks

  const std::vector<Run>& runs_;
  const Terminal& terminal_;
  std::size_t width_ = kLeastWidth;
  std::string text_;
};

}  // namespace

std::vector<std::string> default_figures() {
  return {"accuracy", "balanced_accuracy", "macro_f1", "nll", "ece", "n_tracks"};
}

std::optional<double> figure_of(const Run& run, const std::string& key) {
  const auto found = std::ranges::find(run.metrics, key, &tracking::Metric::key);
  return found == run.metrics.end() ? std::nullopt : std::optional{found->value};
}

std::string runs_table(const std::vector<Run>& runs, const RunColumns& columns,
                       const Terminal& terminal) {
  std::vector<Column> shown_columns{
      column("run", runs, false, [](const Run& run) { return run.run_id.substr(0, kIdLength); }),
      column("name", runs, false, [](const Run& run) { return run.name; }),
      column("begun", runs, false, [](const Run& run) { return local_time(run.start_time_ms); }),
      column("took", runs, true, duration),
      column("status", runs, false, [](const Run& run) { return run.status; })};
  for (const std::string& key : columns.params) {
    shown_columns.push_back(
        column(key, runs, false, [&](const Run& run) { return param_of(run, key); }));
  }
  for (const std::string& key : columns.figures) {
    shown_columns.push_back(
        column(key, runs, true, [&](const Run& run) { return figure_text(run, key); }));
  }
  std::erase_if(shown_columns, is_empty);
  return table(shown_columns, terminal);
}

std::string runs_side_by_side(const std::vector<Run>& runs, const Terminal& terminal) {
  SideBySide lines{runs, terminal};
  lines.add(
      "run", [](const Run& run) { return run.run_id.substr(0, kIdLength); }, false);
  lines.add(
      "name", [](const Run& run) { return run.name; }, false);
  lines.add(
      "begun", [](const Run& run) { return local_time(run.start_time_ms); }, false);
  lines.add("took", duration, false);
  lines.title("parameters (* they differ)");
  for (const std::string& key :
       names_of(runs, &Run::params, [](const std::string&) { return true; })) {
    lines.add(
        key, [&](const Run& run) { return param_of(run, key); }, true);
  }
  lines.title("figures");
  for (const std::string& key : names_of(runs, &Run::metrics, is_result)) {
    lines.add(
        key, [&](const Run& run) { return figure_text(run, key); }, false);
  }
  return lines.text();
}

}  // namespace earmark::cli
