#include "behave_songs.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <set>

#include "audio_files.h"
#include "earmark/base/rng.h"

namespace earmark::cli {
namespace {

behave::Song file_song(std::string name, std::string genre, const std::filesystem::path& file) {
  return {.name = std::move(name), .genre = std::move(genre), .rendered = false, .sound = [file] {
            return behave::read_middle(file);
          }};
}

}  // namespace

OwnSongs own_songs(Console& console, const std::vector<std::string>& inputs,
                   const TrackSourceFlags& tracks) {
  OwnSongs own;
  if (!inputs.empty()) {
    for (const AudioFile& file : find_audio_files(inputs).files) {
      if (file.error) {
        own.unread.emplace_back(file.path.string(), file.error->what());
      } else {
        own.songs.push_back(file_song(file.path.string(), "", file.path));
      }
    }
  }
  if (!tracks.tracks.empty() || !tracks.genres_dir.empty() || !tracks.root.empty()) {
    for (const ml::Track& track : read_track_source(console, tracks)) {
      own.songs.push_back(file_song(track.id, track.genre, track.file));
    }
  }
  std::set<std::string> names;
  std::erase_if(own.songs,
                [&](const behave::Song& song) { return !names.insert(song.name).second; });
  return own;
}

void keep_some(std::vector<behave::Song>& songs, std::size_t n, std::uint64_t seed) {
  std::vector<std::size_t> order(songs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng{seed};
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
  }
  order.resize(std::min(n, order.size()));
  std::ranges::sort(order);
  std::vector<behave::Song> kept;
  kept.reserve(order.size());
  for (const std::size_t i : order) {
    kept.push_back(std::move(songs[i]));
  }
  songs = std::move(kept);
}

}  // namespace earmark::cli
