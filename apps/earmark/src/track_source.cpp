#include "track_source.h"

#include <CLI/CLI.hpp>

#include "earmark/command_line/usage.h"
#include "genre_songs.h"

namespace earmark::cli {

void add_track_source_flags(CLI::App& sub, TrackSourceFlags& flags) {
  sub.add_option("--tracks", flags.tracks, "List of songs: a CSV with columns file and genre")
      ->type_name("CSV");
  sub.add_option("--root", flags.root, "Where the CSV's paths begin (default: its own folder)")
      ->type_name("DIR");
  sub.add_option("--genres-dir", flags.genres_dir, "Songs laid out as DIR/<genre>/<song>")
      ->type_name("DIR");
}

std::vector<ml::Track> read_track_source(Console& console, const TrackSourceFlags& flags) {
  if (flags.tracks.empty() == flags.genres_dir.empty()) {
    throw UsageError("name the songs by one of --tracks CSV and --genres-dir DIR");
  }
  if (!flags.genres_dir.empty() && !flags.root.empty()) {
    throw UsageError("--root goes with --tracks, not with --genres-dir");
  }
  return flags.tracks.empty() ? list_genre_songs(console, flags.genres_dir)
                              : ml::read_tracks(flags.tracks, flags.root);
}

}  // namespace earmark::cli
