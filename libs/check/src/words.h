#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Numbers and lists as sentences have them.
namespace earmark::check {

[[nodiscard]] std::string decimals(double value, int n);

/// "7.3 %"; of small shares as many digits as it takes to tell them from 0.
[[nodiscard]] std::string percent(double share);

/// "1 track", "2 tracks".
[[nodiscard]] std::string n_tracks(std::size_t n);

/// "a, b and c"; of many the first few, "and 7 more".
[[nodiscard]] std::string list(const std::vector<std::string>& names);

}  // namespace earmark::check
