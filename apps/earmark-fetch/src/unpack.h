#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

namespace earmark::fetch {

/// How much an archive may hold: far beyond any collection of songs, and short of filling a disk
/// from a few kilobytes.
struct UnpackLimits {
  std::uint64_t max_bytes = std::uint64_t{1} << 40U;
  std::size_t max_files = 2'000'000;
  /// An archive may unpack to so many times its own size, and to `free_bytes` in any case.
  double max_ratio = 100;
  std::uint64_t free_bytes = std::uint64_t{1} << 30U;
};

/// Told every so often how many bytes of the archive are read, of how many.
using UnpackProgress = std::function<void(double done, double total)>;

/// Unpacks a tar (plain or compressed by gzip, bzip2, xz or zstd) or zip to a new folder, which
/// appears when it is whole. Only files and folders are taken: an archive with a link, a device or
/// a name that leads out is refused.
/// @throws DataError  kind "archive": not one, damaged, encrypted, too large, or as above
/// @throws IoError    it cannot be read, or the folder not be written
/// @throws Interrupted
void unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
            const UnpackLimits& limits, const UnpackProgress& progress);

}  // namespace earmark::fetch
