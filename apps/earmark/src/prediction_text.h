#pragma once

#include <cstddef>
#include <string>

#include "earmark/command_line/terminal.h"
#include "earmark/inference/prediction.h"

namespace earmark::cli {

struct PredictionTextOptions {
  std::size_t top = 3;    ///< genres with a bar
  bool timeline = false;  ///< draw genre over time
};

/// A prediction for a person: the file, its genre, bars of the most probable genres, the members'
/// answers and warnings. Ends with a line's end.
[[nodiscard]] std::string prediction_card(const inference::Prediction& prediction,
                                          const std::string& file, const Terminal& terminal,
                                          const PredictionTextOptions& options);

/// The same in one line, for lists: genre, bar, confidence, length, file.
[[nodiscard]] std::string prediction_line(const inference::Prediction& prediction,
                                          const std::string& file, const Terminal& terminal);

}  // namespace earmark::cli
