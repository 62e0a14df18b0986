#include "augmented_files.h"

#include <map>
#include <set>
#include <utility>

#include "audio_files.h"
#include "usage.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

struct Song {
  AudioFile file;
  fs::path below;  ///< path under the named folder, or the bare name
};

std::vector<Song> find_songs(const std::vector<std::string>& inputs) {
  std::vector<Song> songs;
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool is_folder = fs::is_directory(input, error);
    for (AudioFile& file : find_audio_files({input}).files) {
      fs::path below = is_folder ? file.path.lexically_relative(input) : file.path.filename();
      songs.push_back({.file = std::move(file), .below = std::move(below)});
    }
  }
  return songs;
}

std::vector<std::string> names_of(const std::vector<Song>& songs) {
  std::map<fs::path, std::size_t> n_called;
  const auto short_name = [](const Song& song) {
    return song.below.parent_path() / song.below.stem();
  };
  for (const Song& song : songs) {
    ++n_called[short_name(song)];
  }
  std::map<std::string, const Song*> taken;
  std::vector<std::string> names;
  names.reserve(songs.size());
  for (const Song& song : songs) {
    const fs::path brief = short_name(song);
    names.push_back((n_called[brief] == 1 ? brief : song.below).string());
    const auto [first, is_new] = taken.emplace(names.back(), &song);
    if (!is_new) {
      throw UsageError(first->second->file.path.string() + " and " + song.file.path.string() +
                       " would have the same name in the folder of --out: change them one by one");
    }
  }
  return names;
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

}  // namespace

std::vector<AugmentedFile> list_augmented_files(const std::vector<std::string>& inputs,
                                                const AugmentedFilesConfig& config) {
  const std::vector<Song> songs = find_songs(inputs);
  const std::vector<std::string> names = names_of(songs);
  std::vector<AugmentedFile> files;
  files.reserve(songs.size() * config.n_copies);
  for (std::size_t i = 0; i < songs.size(); ++i) {
    for (std::size_t copy = 1; copy <= config.n_copies; ++copy) {
      const std::string number = config.n_copies > 1 ? '.' + std::to_string(copy) : "";
      files.push_back({.input = songs[i].file.path,
                       .error = songs[i].file.error,
                       .name = names[i],
                       .copy = copy,
                       .out = fs::path{config.folder} / (names[i] + number + '.' + config.ending)});
    }
  }
  require_free(files, config.overwrite);
  return files;
}

}  // namespace earmark::cli
