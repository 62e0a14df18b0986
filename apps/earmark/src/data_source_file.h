#pragma once

#include <filesystem>

#include "data_source.h"

namespace earmark::cli {

/// Reads a source that write_source() wrote.
/// @throws UsageError  as read_params(), or something is missing
[[nodiscard]] DataSource read_source(const std::filesystem::path& file);

/// The same where there is such a file and it can be understood; else an empty one.
[[nodiscard]] DataSource known_source(const std::filesystem::path& file);

/// Writes a source, unless the file says the same already. @return whether it wrote
/// @throws UsageError  a place whose name is not UTF-8
/// @throws IoError
bool write_source(const std::filesystem::path& file, const DataSource& source);

}  // namespace earmark::cli
