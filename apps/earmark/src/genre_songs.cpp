#include "genre_songs.h"

#include <string>

#include "audio_files.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/text_layout.h"
#include "song_tags.h"

namespace earmark::cli {

std::vector<ml::Track> list_genre_songs(Console& console, const std::filesystem::path& dir) {
  std::vector<ml::Track> tracks = ml::list_genres_dir(dir);
  const std::size_t n_skipped = std::erase_if(tracks, [](const ml::Track& track) {
    throw_if_interrupted();
    return !is_sound(track.file);
  });
  if (tracks.empty()) {
    throw TableError("there is no sound in the folders of " + dir.string());
  }
  if (n_skipped > 0) {
    console.note(dir.string() + ": " + counted(n_skipped, "file is", "files are") + " not sound");
  }
  for (ml::Track& track : tracks) {
    throw_if_interrupted();
    track.artist = tagged_artist(track.file);
  }
  return tracks;
}

}  // namespace earmark::cli
