#pragma once

#include <string>
#include <vector>

#include "earmark/ml/tracks.h"

namespace CLI {
class App;
}

namespace earmark::cli {

class Console;

/// The flags that name labelled songs.
struct TrackSourceFlags {
  std::string tracks;
  std::string root;
  std::string genres_dir;
};

void add_track_source_flags(CLI::App& sub, TrackSourceFlags& flags);

/// @throws UsageError  not exactly one of --tracks and --genres-dir
/// @throws TableError  as ml::read_tracks and list_genre_songs
[[nodiscard]] std::vector<ml::Track> read_track_source(Console& console,
                                                       const TrackSourceFlags& flags);

}  // namespace earmark::cli
