#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "console.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// The recipe of what this program prepares.
[[nodiscard]] ml::PreparedRecipe prepared_recipe();

struct Preparation {
  std::size_t n_tracks = 0;
  std::size_t n_kept = 0;  ///< done by an earlier run
  std::size_t n_failed = 0;
  std::size_t n_segments = 0;
};

/// Analyses labelled tracks into DIR (docs/formats/prepared-data.md), passing over those that an
/// earlier run has done. Silent segments are left out; tracks that cannot be read or are silent
/// throughout are reported and left out.
/// @throws IoError, TableError, Interrupted  what is done is kept and says so on standard error
Preparation prepare_tracks(Console& console, const std::vector<ml::Track>& tracks,
                           const std::filesystem::path& dir, std::size_t n_jobs,
                           bool progress_lines);

}  // namespace earmark::cli
