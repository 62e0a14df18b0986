#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace earmark::ml {

/// A labelled recording.
struct Track {
  std::string id;              ///< unique in its list
  std::filesystem::path file;  ///< as it can be opened
  std::string genre;
  std::string artist;                         ///< "" where unknown
  std::string source;                         ///< "" where unknown
  std::string split;                          ///< such as "train"; "" where there is none
  std::string note;                           ///< free text; "excerpt" marks clips of a few seconds
  std::map<std::string, std::string> others;  ///< the list's further columns by name
};

/// Reads a list of tracks: a CSV with a header row in which `file` and `genre` are needed and `id`,
/// `artist`, `source`, `split` and `note` are used where present; others are kept. A relative file
/// is taken from `root`, or from the CSV's own folder where `root` is empty. An absent id becomes
/// the file's path as the CSV spells it, without its extension.
/// @throws TableError  a column, value or row that is missing or an id that stands twice
[[nodiscard]] std::vector<Track> read_tracks(const std::filesystem::path& csv,
                                             const std::filesystem::path& root = {});

/// Lists GTZAN's layout, DIR/<genre>/<file>, sorted by genre and name; hidden files and what is
/// not a regular file are passed over. A track's id is its file's stem, such as "blues.00042"; or
/// "genre/stem", or "genre/name", where shorter ones would stand twice.
/// @throws TableError  no such folder, or no genre folder with a file in it
[[nodiscard]] std::vector<Track> list_genres_dir(const std::filesystem::path& dir);

/// The spelling of a genre that the ten GTZAN names use: "Hip-Hop" and "hip hop" become "hiphop";
/// others become lower case.
[[nodiscard]] std::string canonical_genre(const std::string& genre);

}  // namespace earmark::ml
