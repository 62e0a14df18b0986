#include "augmented_files.h"

#include <map>
#include <set>
#include <utility>

#include "audio_files.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

struct Song {
  AudioFile file;
  std::string name;
};

std::vector<Song> find_songs(const std::vector<std::string>& inputs) {
  std::vector<Song> songs;
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool is_folder = fs::is_directory(input, error);
    for (AudioFile& file : find_audio_files({input}).files) {
      const fs::path below = is_folder ? file.path.lexically_relative(input) : file.path.filename();
      songs.push_back({.file = std::move(file), .name = below.string()});
    }
  }
  return songs;
}

/// Takes away the names' endings where that leaves them apart.
void shorten_names(std::vector<Song>& songs) {
  const auto brief = [](const Song& song) {
    const fs::path name{song.name};
    return (name.parent_path() / name.stem()).string();
  };
  std::map<std::string, std::size_t> n_called;
  for (const Song& song : songs) {
    ++n_called[brief(song)];
  }
  for (Song& song : songs) {
    if (n_called[brief(song)] == 1) {
      song.name = brief(song);
    }
  }
}

/// A track's id as a path that stays below a folder: "../music//a" is "music/a".
std::string path_of_id(const std::string& id) {
  fs::path name;
  for (const fs::path& part : fs::path{id}.lexically_normal().relative_path()) {
    if (part != ".." && part != ".") {
      name /= part;
    }
  }
  return name.string();
}

void require_names(const std::vector<Song>& songs) {
  std::map<std::string, const Song*> taken;
  for (const Song& song : songs) {
    const auto [first, is_new] = taken.emplace(song.name, &song);
    if (!is_new) {
      throw UsageError(first->second->file.path.string() + " and " + song.file.path.string() +
                       " would have the same name in the folder of --out: change them one by one");
    }
    if (fs::path{song.name}.filename().empty()) {
      throw UsageError(song.file.path.string() + " has no name that a file could have");
    }
  }
}

fs::path true_path(const fs::path& path) {
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(path, error);
  return error ? path : canonical;
}

void require_free(const std::vector<AugmentedFile>& files, bool overwrite) {
  std::set<fs::path> inputs;
  for (const AugmentedFile& file : files) {
    inputs.insert(true_path(file.input));
  }
  for (const AugmentedFile& file : files) {
    if (inputs.contains(true_path(file.out))) {
      throw UsageError(file.out.string() +
                       " is one of the inputs, which are never written over: give another --out");
    }
    std::error_code error;
    if (!overwrite && fs::exists(file.out, error)) {
      throw UsageError(file.out.string() +
                       " is there already: give another --out, or --force to write over it");
    }
  }
}

std::vector<AugmentedFile> copies_of(const std::vector<Song>& songs,
                                     const AugmentedFilesConfig& config) {
  require_names(songs);
  std::vector<AugmentedFile> files;
  files.reserve(songs.size() * config.n_copies);
  for (const Song& song : songs) {
    for (std::size_t copy = 1; copy <= config.n_copies; ++copy) {
      const std::string number = config.n_copies > 1 ? '.' + std::to_string(copy) : "";
      files.push_back(
          {.input = song.file.path,
           .error = song.file.error,
           .name = song.name,
           .copy = copy,
           .out = fs::path{config.folder} / (song.name + number + '.' + config.ending)});
    }
  }
  require_free(files, config.overwrite);
  return files;
}

}  // namespace

std::vector<AugmentedFile> list_augmented_files(const std::vector<std::string>& inputs,
                                                const AugmentedFilesConfig& config) {
  std::vector<Song> songs = find_songs(inputs);
  shorten_names(songs);
  return copies_of(songs, config);
}

std::vector<AugmentedFile> list_augmented_tracks(const std::vector<ml::Track>& tracks,
                                                 const AugmentedFilesConfig& config) {
  std::vector<Song> songs;
  songs.reserve(tracks.size());
  for (const ml::Track& track : tracks) {
    songs.push_back({.file = {.path = track.file, .error = {}}, .name = path_of_id(track.id)});
  }
  return copies_of(songs, config);
}

}  // namespace earmark::cli
