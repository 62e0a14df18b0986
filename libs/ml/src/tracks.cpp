#include "earmark/ml/tracks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kKnownColumns{"id",     "file",  "genre", "artist",
                                          "source", "split", "note"};

std::vector<fs::path> sorted_entries(const fs::path& dir) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it{dir, error}; !error && it != fs::directory_iterator{};
       it.increment(error)) {
    if (!it->path().filename().string().starts_with('.')) {
      entries.push_back(it->path());
    }
  }
  if (error) {
    throw TableError(dir.string() + ": cannot be listed: " + error.message());
  }
  std::ranges::sort(entries);
  return entries;
}

std::vector<fs::path> list_files(const fs::path& dir) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& folder : sorted_entries(dir)) {
    if (fs::is_directory(folder, error)) {
      std::ranges::copy_if(sorted_entries(folder), std::back_inserter(files),
                           [&](const fs::path& file) { return fs::is_regular_file(file, error); });
    }
  }
  return files;
}

}  // namespace

std::vector<Track> read_tracks(const fs::path& csv, const fs::path& root) {
  CsvReader reader{csv};
  const std::size_t file = reader.column("file");
  const std::size_t genre = reader.column("genre");
  const fs::path base = root.empty() ? csv.parent_path() : root;
  std::vector<Track> tracks;
  std::set<std::string> ids;
  while (reader.next()) {
    const std::string& name = reader.fields()[file];
    if (name.empty() || reader.fields()[genre].empty()) {
      reader.fail(std::string{"column '"} + (name.empty() ? "file" : "genre") + "' has no value");
    }
    Track track;
    track.id = reader.field("id");
    if (track.id.empty()) {
      track.id = fs::path{name}.replace_extension().string();
    }
    if (!ids.insert(track.id).second) {
      reader.fail("id '" + track.id + "' stands twice");
    }
    track.file = base / name;  // an absolute name replaces base
    track.genre = canonical_genre(reader.fields()[genre]);
    track.artist = reader.field("artist");
    track.source = reader.field("source");
    track.split = reader.field("split");
    track.note = reader.field("note");
    for (const std::string& column : reader.header()) {
      if (!kKnownColumns.contains(column)) {
        track.others[column] = reader.field(column);
      }
    }
    tracks.push_back(std::move(track));
  }
  if (tracks.empty()) {
    throw TableError(csv.string() + ": it lists no track");
  }
  return tracks;
}

std::vector<Track> list_genres_dir(const fs::path& dir) {
  const auto files = list_files(dir);
  if (files.empty()) {
    throw TableError(dir.string() + ": no file in it lies in a folder of its genre, as in " +
                     (dir / "blues" / "song.wav").string());
  }
  std::map<std::string, int> n_of_stem;
  std::map<std::string, int> n_of_stem_in_genre;
  const auto genre_of = [](const fs::path& file) { return file.parent_path().filename().string(); };
  for (const auto& file : files) {
    ++n_of_stem[file.stem().string()];
    ++n_of_stem_in_genre[genre_of(file) + "/" + file.stem().string()];
  }
  std::vector<Track> tracks;
  for (const auto& file : files) {
    Track track;
    track.id = file.stem().string();
    if (n_of_stem[track.id] > 1) {
      track.id = genre_of(file) + "/" + track.id;
      if (n_of_stem_in_genre[track.id] > 1) {
        track.id = genre_of(file) + "/" + file.filename().string();
      }
    }
    track.file = file;
    track.genre = canonical_genre(genre_of(file));
    tracks.push_back(std::move(track));
  }
  return tracks;
}

std::string canonical_genre(const std::string& genre) {
  std::string lower;
  std::string letters;
  for (const char c : genre) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    lower.push_back(small);
    if (small != '-' && small != ' ' && small != '_') {
      letters.push_back(small);
    }
  }
  return letters == "hiphop" ? letters : lower;
}

}  // namespace earmark::ml
