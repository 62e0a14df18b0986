#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace earmark::fetch {

/// Told every so often how many bytes there are, of how many; 0 where nobody knows.
using DownloadProgress = std::function<void(double done, double total)>;

struct DownloadWish {
  std::string url;  ///< http or https
  std::filesystem::path out;
  std::string sha256;  ///< what it must have; "" for whatever comes
  std::uint64_t max_bytes = std::uint64_t{1} << 39U;
};

/// Fetches a file. What is there of it when the connection ends, or this program, is taken up by
/// the next call, if the server still has the same version.
/// @throws DataError  kind "download": no such address, an answer that is no file, the connection
///                    lost, too large, or another SHA-256; one sentence
/// @throws IoError    it cannot be written
/// @throws Interrupted
void download(const DownloadWish& wish, const DownloadProgress& progress);

}  // namespace earmark::fetch
