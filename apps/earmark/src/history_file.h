#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::cli {

/// Answers for segments, with what would be right.
struct AnsweredSegments {
  MatrixView<const double> probabilities;  ///< [n_segments, n_genres]
  std::vector<int> y;
};

/// How good a model is at a moment of its training, by segment.
struct HistoryEntry {
  std::size_t epoch = 0;
  double loss = 0;  ///< mean of -log p(y)
  double accuracy = 0;
  std::optional<double> val_loss;  ///< none where nothing is kept apart, as val_accuracy
  std::optional<double> val_accuracy;
};

/// @param train     one at least
/// @param held_out  may be none
[[nodiscard]] HistoryEntry history_entry(std::size_t epoch, const AnsweredSegments& train,
                                         const AnsweredSegments& held_out);

/// A list of objects with the entries' names, which earmark-train-net --history writes too.
[[nodiscard]] std::string history_json(std::span<const HistoryEntry> entries);

}  // namespace earmark::cli
