#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "earmark/augment/sound.h"

namespace earmark::behave {

/// A longer song is heard from the middle: alterations are made in memory, and thirty seconds are
/// what most data sets have of a song.
inline constexpr double kMaxSongSeconds = 30;

/// A song that cases ask about.
struct Song {
  std::string name;   ///< unique among the songs; what is drawn for it depends on it
  std::string genre;  ///< "" where unknown
  bool rendered = false;
  std::function<augment::Sound()> sound;  ///< thread-safe; throws DecodeError
};

/// Pieces of each kind of rendered music whose genre is among `genres`, of 12 s, named "KIND 1" and
/// so on.
/// @param n_pieces  of each kind
[[nodiscard]] std::vector<Song> rendered_songs(std::span<const std::string> genres,
                                               std::size_t n_pieces, std::uint64_t seed);

/// The middle of a file with its own rate and channels, which are averaged where they are over two;
/// from its beginning where its length is not known.
/// @throws DecodeError  as audio::Reader; there is no sound in it
[[nodiscard]] augment::Sound read_middle(const std::filesystem::path& file,
                                         double max_s = kMaxSongSeconds);

}  // namespace earmark::behave
