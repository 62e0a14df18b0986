#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <vector>

namespace earmark {

/// The whole content of a file.
///
/// @param max_bytes  a larger file is refused before it is read
/// @throws IoError   absent, not a regular file, unreadable, or larger than max_bytes
[[nodiscard]] std::vector<std::byte> read_file(
    const std::filesystem::path& path,
    std::size_t max_bytes = std::numeric_limits<std::size_t>::max());

}  // namespace earmark
