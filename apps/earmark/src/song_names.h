#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace earmark::cli {

/// A name for each file in a table of them all: its name without its ending, with as many of the
/// folders before it as tell it from the others (blues/0 and pop/0 where both are called 0.wav).
/// Files of one folder that differ by their endings alone keep these. Only the same path given
/// twice has the same name twice.
[[nodiscard]] std::vector<std::string> song_names(const std::vector<std::filesystem::path>& files);

}  // namespace earmark::cli
