#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "earmark/ml/tracks.h"

namespace earmark::cli {

class Console;

/// The labelled songs of an unpacked archive: of the one tracks.csv in it or, where there is none,
/// of the one folder whose folders are genres.
/// @param inside  names the list or that folder, as a path in the archive; "" to look for it
/// @throws TableError  it is not there, or several are, or a list names a song outside
[[nodiscard]] std::vector<ml::Track> songs_in(Console& console, const std::filesystem::path& folder,
                                              const std::string& inside);

}  // namespace earmark::cli
