#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "earmark/ml/tracks.h"

namespace earmark::cli {

class Console;

/// Where labelled songs come from, as data/source.yaml keeps it for the pipeline.
struct DataSource {
  std::string kind;    ///< "tracks" or "genres-dir"
  std::string place;   ///< the list or folder
  std::string root;    ///< for tracks: as --root
  std::string sha256;  ///< of all that the songs say: labels and contents, wherever they lie

  bool operator==(const DataSource&) const = default;
};

/// The list of these songs and all their contents in one hash, which is the same wherever they lie.
/// A song that cannot be read counts as empty.
/// @throws Interrupted
[[nodiscard]] std::string sha256_of_songs(Console& console, const std::vector<ml::Track>& tracks,
                                          std::size_t n_jobs, bool progress_lines);

/// @throws UsageError  as read_params(), or something is missing
[[nodiscard]] DataSource read_source(const std::filesystem::path& file);

/// Writes a source, unless the file says the same already. @return whether it wrote
/// @throws IoError, UsageError  a place whose name is not UTF-8
bool write_source(const std::filesystem::path& file, const DataSource& source);

}  // namespace earmark::cli
