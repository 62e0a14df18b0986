#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "augmented_files.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// A list to train on: every track by its whole path, then its copies, which name it in the column
/// `copy_of` (ml::choose_rows: they train where it does, and never judge). A copy's id is the
/// track's with ".copyN"; its other columns are the track's, but `duration_s`, where there is one,
/// is its own, and its note is "excerpt" where it does not fill a segment.
/// @param files        as list_augmented_tracks gives them
/// @param durations_s  of each file; absent where none was made
/// @throws TableError  a copy would have another track's id
[[nodiscard]] std::string augmented_list(std::span<const ml::Track> tracks,
                                         std::span<const AugmentedFile> files,
                                         std::span<const std::optional<double>> durations_s);

}  // namespace earmark::cli
