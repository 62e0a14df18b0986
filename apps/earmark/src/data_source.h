#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "earmark/ml/tracks.h"
#include "track_source.h"

namespace CLI {
class App;
}

namespace earmark::cli {

class Console;

/// Where labelled songs come from, as data/source.yaml keeps it for the pipeline.
struct DataSource {
  std::string kind;         ///< "tracks", "genres-dir", "archive" or "url"
  std::string place;        ///< the list, folder, archive or address
  std::string root = {};    ///< for tracks: as --root
  std::string inside = {};  ///< where in an archive the songs lie; "" to look for them
  std::string sha256 = {};  ///< of the archive, or of all that the songs say (sha256_of_songs)

  bool operator==(const DataSource&) const = default;
};

/// The flags that say so.
struct SourceFlags {
  TrackSourceFlags songs;
  std::string archive;
  std::string url;
  std::string sha256;
  std::string inside;

  [[nodiscard]] bool any() const {
    return !(songs.tracks.empty() && songs.genres_dir.empty() && archive.empty() && url.empty());
  }
};

void add_source_flags(CLI::App& sub, SourceFlags& flags);

/// How songs are brought in.
struct BringOptions {
  std::filesystem::path dir;  ///< what is downloaded goes to dir/download, unpacked to dir/songs
  std::size_t n_jobs = 1;
  bool progress_lines = false;
};

/// What the flags name, without a hash unless they give it.
/// @throws UsageError  not exactly one place, or flags that do not go together
[[nodiscard]] DataSource source_of(const SourceFlags& flags);

/// The same with its hash: of a folder or list, its songs are looked at; an archive is read; a file
/// at an address is fetched, unless `known` is of the same address.
/// @throws UsageError, TableError, DataError, ToldError, Interrupted
[[nodiscard]] DataSource with_hash(Console& console, DataSource source, const DataSource& known,
                                   const BringOptions& options);

/// The songs; what is not there yet is fetched and unpacked first.
/// @throws TableError  they are not those of the source's hash, or cannot be told
/// @throws DataError   an archive has another hash; ToldError  earmark-fetch failed
/// @throws UsageError, Interrupted
[[nodiscard]] std::vector<ml::Track> bring_songs(Console& console, const DataSource& source,
                                                 const BringOptions& options);

/// The list of these songs and all their contents in one hash, which is the same wherever they lie.
/// A song that cannot be read counts as empty.
/// @throws Interrupted
[[nodiscard]] std::string sha256_of_songs(Console& console, const std::vector<ml::Track>& tracks,
                                          const BringOptions& options);

}  // namespace earmark::cli
