#pragma once

#include <string>

#include "earmark/command_line/terminal.h"
#include "earmark/inference/prediction.h"

namespace earmark::cli {

/// Genre over time: a row for each genre that leads somewhere, its probability as the height of
/// the columns, then the smoothed genre with the time below, and when it changes. Segments that
/// share a column are averaged; silence is blank.
[[nodiscard]] std::string timeline_text(const inference::Prediction& prediction,
                                        const Terminal& terminal);

}  // namespace earmark::cli
