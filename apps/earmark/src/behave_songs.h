#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "earmark/behave/song.h"
#include "earmark/command_line/console.h"
#include "track_source.h"

namespace earmark::cli {

/// Songs of one's own that behavioural tests ask about.
struct OwnSongs {
  std::vector<behave::Song> songs;
  /// Folders that could not be looked through, and why.
  std::vector<std::pair<std::string, std::string>> unread = {};
};

/// Those of files and folders, without labels, and those of a list.
/// @throws UsageError, TableError  as find_audio_files() and read_track_source()
[[nodiscard]] OwnSongs own_songs(Console& console, const std::vector<std::string>& inputs,
                                 const TrackSourceFlags& tracks);

/// Keeps `n` of the songs, drawn by the seed, in their order.
void keep_some(std::vector<behave::Song>& songs, std::size_t n, std::uint64_t seed);

}  // namespace earmark::cli
