#pragma once

#include <cstddef>
#include <vector>

#include "earmark/check/check.h"
#include "earmark/command_line/console.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// Reads every track once, on several threads, in the order of the list.
/// @throws Interrupted
[[nodiscard]] std::vector<check::CheckedTrack> survey_tracks(Console& console,
                                                             const std::vector<ml::Track>& tracks,
                                                             std::size_t n_jobs,
                                                             bool progress_lines);

}  // namespace earmark::cli
