#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "earmark/ml/paired_comparison.h"

namespace earmark::cli {

/// Whether a track was answered rightly, and by whom it is.
struct TrackAnswer {
  std::string genre;
  std::string artist;  ///< "" where unknown
  bool is_right = false;
};

/// The answers of an evaluation by the tracks' ids.
using TrackAnswers = std::map<std::string, TrackAnswer>;

/// What evaluation_json() wrote; none where the text is something else.
[[nodiscard]] std::optional<TrackAnswers> read_track_answers(std::string_view json);

/// Two evaluations compared track by track, where the tracks of one artist count as one draw; none
/// where they are not of the same tracks with the same genres.
[[nodiscard]] std::optional<ml::PairedComparison> compare_answers(const TrackAnswers& first,
                                                                  const TrackAnswers& second);

/// "9 tracks gained, 5 lost: of two that are equally good, chance makes one as much better in 42 of
/// 100 such comparisons".
[[nodiscard]] std::string comparison_text(const ml::PairedComparison& comparison);

}  // namespace earmark::cli
