#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earmark/command_line/terminal.h"
#include "earmark/tracking/run_data.h"

namespace earmark::cli {

/// What a table of runs shows beside names and times.
struct RunColumns {
  std::vector<std::string> figures;
  std::vector<std::string> params;
};

[[nodiscard]] std::vector<std::string> default_figures();

/// The last value of a figure; none where the run has none.
[[nodiscard]] std::optional<double> figure_of(const tracking::Run& run, const std::string& key);

/// A line a run; columns that no run fills are left out.
[[nodiscard]] std::string runs_table(const std::vector<tracking::Run>& runs,
                                     const RunColumns& columns, const Terminal& terminal);

/// Parameters and figures as lines, a column a run; parameters that differ are marked.
[[nodiscard]] std::string runs_side_by_side(const std::vector<tracking::Run>& runs,
                                            const Terminal& terminal);

}  // namespace earmark::cli
