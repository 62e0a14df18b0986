#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/inference/prediction.h"

namespace earmark::inference {

struct PredictionJsonOptions {
  std::size_t top = std::numeric_limits<std::size_t>::max();  ///< genres in "probabilities"
  bool segments = false;                                      ///< add "segments" and "changes"
};

/// A prediction as one line of JSON without a line's end, as docs/formats/prediction.md says.
/// Probabilities are rounded to 6 decimals, seconds to 3; bytes of `file` that are not UTF-8 are
/// replaced by U+FFFD.
[[nodiscard]] std::string to_json(const Prediction& prediction, std::string_view file,
                                  const PredictionJsonOptions& options = {});

/// A segment as in "segments" of to_json(); "smoothed" is null where it is not known.
/// @param genres  of its prediction
[[nodiscard]] std::string segment_json(const SegmentPrediction& segment,
                                       const std::vector<std::string>& genres);

/// The line of a file that failed: {"file": ..., "error": {"kind": ..., "message": ...}}.
[[nodiscard]] std::string error_json(std::string_view file, std::string_view kind,
                                     std::string_view message);

}  // namespace earmark::inference
