#pragma once

#include <filesystem>
#include <vector>

#include "earmark/ml/tracks.h"

namespace earmark::cli {

class Console;

/// The songs in DIR/<genre>/, as ml::list_genres_dir lists files: covers and other files that are
/// not sound (is_sound) are passed over, and a line on standard error counts them.
/// @throws TableError  as ml::list_genres_dir, or there is no sound
[[nodiscard]] std::vector<ml::Track> list_genre_songs(Console& console,
                                                      const std::filesystem::path& dir);

}  // namespace earmark::cli
