#include "archive_songs.h"

#include <algorithm>

#include "audio_files.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/usage.h"
#include "genre_songs.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kList = "tracks.csv";
constexpr int kDepth = 4;  // folders that songs may lie below

std::vector<fs::path> folders_of(const fs::path& folder) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    // What macOS adds are shadows of the files, with their endings.
    if (entry.is_directory() && !name.starts_with('.') && name != "__MACOSX") {
      folders.push_back(entry.path());
    }
  }
  std::ranges::sort(folders);
  return folders;
}

bool has_sound(const fs::path& folder) {
  return std::ranges::any_of(fs::directory_iterator{folder}, [](const auto& entry) {
    throw_if_interrupted();
    return entry.is_regular_file() && !entry.path().filename().string().starts_with('.') &&
           is_sound(entry.path());
  });
}

bool has_genres(const fs::path& folder) {
  return std::ranges::count_if(folders_of(folder), has_sound) >= 2;
}

/// The lists and, apart, the folders of genres from here on.
struct Places {
  std::vector<fs::path> lists;
  std::vector<fs::path> genres;
};

void look_for(const fs::path& folder, int depth, Places& places) {
  std::error_code error;
  if (fs::is_regular_file(folder / kList, error)) {
    places.lists.push_back(folder / kList);
  } else if (has_genres(folder)) {
    places.genres.push_back(folder);
  } else if (depth > 0) {
    for (const fs::path& inner : folders_of(folder)) {
      look_for(inner, depth - 1, places);
    }
  }
}

std::vector<std::string> names(const std::vector<fs::path>& paths, const fs::path& folder) {
  std::vector<std::string> result;
  std::ranges::transform(paths, std::back_inserter(result), [&](const fs::path& path) {
    return path.lexically_relative(folder).string();
  });
  return result;
}

fs::path find_place(const fs::path& folder) {
  Places places;
  look_for(folder, kDepth, places);
  const std::vector<fs::path>& found = places.lists.empty() ? places.genres : places.lists;
  if (found.empty()) {
    throw TableError(
        "the archive has no list tracks.csv, and no songs in folders of their genre, "
        "as in blues/song.wav");
  }
  if (found.size() > 1) {
    throw TableError("the archive has songs in " + enumerate(names(found, folder)) +
                     ": say which by --inside");
  }
  return found.front();
}

fs::path named_place(const fs::path& folder, const std::string& inside) {
  fs::path place = (folder / inside).lexically_normal();
  std::error_code error;
  const std::string relative = place.lexically_relative(folder).string();
  if (relative.empty() || relative.starts_with("..") || !fs::exists(place, error)) {
    throw TableError("the archive has no " + inside + ", which --inside names; at its top are " +
                     enumerate(names(folders_of(folder), folder)));
  }
  return place;
}

void require_inside(const std::vector<ml::Track>& tracks, const fs::path& folder) {
  for (const ml::Track& track : tracks) {
    const auto relative = track.file.lexically_normal().lexically_relative(folder);
    if (relative.empty() || relative.string().starts_with("..")) {
      throw TableError("the archive's list names " + track.file.string() +
                       ", which is not in the archive");
    }
  }
}

}  // namespace

std::vector<ml::Track> songs_in(Console& console, const fs::path& folder,
                                const std::string& inside) {
  const fs::path root = folder.lexically_normal();
  const fs::path place = inside.empty() ? find_place(root) : named_place(root, inside);
  std::error_code error;
  if (fs::is_directory(place, error)) {
    return list_genre_songs(console, place);
  }
  std::vector<ml::Track> tracks = ml::read_tracks(place);
  require_inside(tracks, root);
  return tracks;
}

}  // namespace earmark::cli
