#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace earmark {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits. Thread-safe.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

/// SHA-256 of a file's content, read in blocks.
/// @throws IoError  the file cannot be read
[[nodiscard]] std::string sha256_file(const std::filesystem::path& path);

}  // namespace earmark
