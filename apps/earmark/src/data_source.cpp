#include "data_source.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "archive_songs.h"
#include "child_program.h"
#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameDigits = 16;  // of a hash, to name a file or folder by

std::string content_hash(const fs::path& file) {
  try {
    return sha256_file(file);
  } catch (const IoError&) {
    return "";
  }
}

/// A line a song: what a label or a sound may change. No path, which differs from place to place.
std::string line_of(const ml::Track& track, const std::string& content) {
  const auto line = nlohmann::json::array({track.id, track.genre, track.artist, track.source,
                                           track.split, track.note, track.others, content});
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::string absolute(const std::string& place) {
  return place.empty() ? "" : fs::absolute(place).lexically_normal().string();
}

std::vector<ml::Track> list_songs(Console& console, const DataSource& source) {
  TrackSourceFlags flags;
  (source.kind == "tracks" ? flags.tracks : flags.genres_dir) = source.place;
  flags.root = source.root;
  return read_track_source(console, flags);
}

std::string checked_hash(const std::string& text) {
  std::string hash = text;
  std::ranges::transform(hash, hash.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!hash.empty() &&
      (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    throw UsageError("--sha256 must be 64 hexadecimal digits, not \"" + text + "\"");
  }
  return hash;
}

std::vector<std::string> with_progress(std::vector<std::string> words,
                                       const BringOptions& options) {
  if (options.progress_lines) {
    words.emplace_back("--progress");
  }
  return words;
}

/// Where the file of an address lies or is to lie, under a name of its own.
fs::path downloaded(const DataSource& source, const BringOptions& options) {
  const std::string name = sha256_hex(std::as_bytes(std::span{source.place}));
  return options.dir / "download" / name.substr(0, kNameDigits);
}

void fetch(const DataSource& source, const BringOptions& options) {
  const fs::path file = downloaded(source, options);
  fs::create_directories(file.parent_path());
  run_program("earmark-fetch", with_progress({"url", "--out", file.string(), "--sha256",
                                              source.sha256, source.place},
                                             options));
}

void require_hash(const fs::path& file, const std::string& wanted) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw IoError("there is no archive " + file.string());
  }
  if (const std::string found = sha256_file(file); found != wanted) {
    throw DataError("archive", file.string() + " has the SHA-256 " + found + ", not " + wanted +
                                   ": it is not the archive that was meant");
  }
}

/// The folder with what the archive holds, named by its hash: whole where it is there.
fs::path unpacked(const DataSource& source, const BringOptions& options) {
  fs::path folder = options.dir / "songs" / source.sha256.substr(0, kNameDigits);
  std::error_code error;
  if (fs::is_directory(folder, error)) {
    return folder;
  }
  fs::path archive = source.place;
  if (source.kind == "url") {
    archive = downloaded(source, options);
    if (!fs::is_regular_file(archive, error) || sha256_file(archive) != source.sha256) {
      fetch(source, options);
    }
  }
  require_hash(archive, source.sha256);
  run_program("earmark-fetch",
              with_progress({"unpack", "--out", folder.string(), archive.string()}, options));
  return folder;
}

}  // namespace

void add_source_flags(CLI::App& sub, SourceFlags& flags) {
  add_track_source_flags(sub, flags.songs);
  sub.add_option("--archive", flags.archive,
                 "Songs in a tar or zip, which is unpacked first: by a tracks.csv in it, or by "
                 "folders of genres")
      ->type_name("FILE");
  sub.add_option("--url", flags.url, "Such an archive, which is downloaded first")
      ->type_name("URL");
  sub.add_option("--sha256", flags.sha256, "What the archive must have")->type_name("HEX");
  sub.add_option("--inside", flags.inside,
                 "Where in the archive the songs lie: a list of them, or a folder of genres")
      ->type_name("PATH");
}

DataSource source_of(const SourceFlags& flags) {
  const TrackSourceFlags& songs = flags.songs;
  const std::vector<DataSource> all{
      {"tracks", absolute(songs.tracks), absolute(songs.root)},
      {"genres-dir", absolute(songs.genres_dir)},
      {"archive", absolute(flags.archive), "", flags.inside, checked_hash(flags.sha256)},
      {"url", flags.url, "", flags.inside, checked_hash(flags.sha256)}};
  const auto is_named = [](const DataSource& source) { return !source.place.empty(); };
  if (std::ranges::count_if(all, is_named) != 1) {
    throw UsageError(
        "name the songs by one of --tracks CSV, --genres-dir DIR, --archive FILE and --url URL");
  }
  const DataSource& source = *std::ranges::find_if(all, is_named);
  if (!songs.root.empty() && source.kind != "tracks") {
    throw UsageError("--root goes with --tracks");
  }
  const bool is_archive = source.kind == "archive" || source.kind == "url";
  if (!is_archive && !(flags.sha256.empty() && flags.inside.empty())) {
    throw UsageError("--sha256 and --inside go with --archive or --url");
  }
  if (source.kind == "url" && !source.place.starts_with("https://") &&
      !source.place.starts_with("http://")) {
    throw UsageError("--url must begin with https:// or http://, not be \"" + source.place + "\"");
  }
  return source;
}

DataSource with_hash(Console& console, DataSource source, const DataSource& known,
                     const BringOptions& options) {
  if (source.kind == "archive") {
    if (source.sha256.empty()) {
      source.sha256 = sha256_file(source.place);
    }
    require_hash(source.place, source.sha256);
  } else if (source.kind != "url") {
    source.sha256 = sha256_of_songs(console, list_songs(console, source), options);
  } else if (source.sha256.empty()) {
    if (known.kind == "url" && known.place == source.place) {
      source.sha256 = known.sha256;
    } else {
      fetch(source, options);
      source.sha256 = sha256_file(downloaded(source, options));
    }
  }
  return source;
}

std::vector<ml::Track> bring_songs(Console& console, const DataSource& source,
                                   const BringOptions& options) {
  if (source.kind == "archive" || source.kind == "url") {
    return songs_in(console, unpacked(source, options), source.inside);
  }
  std::vector<ml::Track> tracks = list_songs(console, source);
  if (!source.sha256.empty() && sha256_of_songs(console, tracks, options) != source.sha256) {
    throw TableError("the songs of " + source.place +
                     " have changed since their source was noted: note it anew by earmark "
                     "prepare --write-source, or make pipeline");
  }
  return tracks;
}

std::string sha256_of_songs(Console& console, const std::vector<ml::Track>& tracks,
                            const BringOptions& options) {
  std::vector<std::string> lines(tracks.size());
  Progress progress{console, "looking at", "songs", static_cast<double>(tracks.size()),
                    options.progress_lines};
  std::atomic<std::size_t> n_done{0};
  ThreadPool pool{std::min(options.n_jobs, std::max<std::size_t>(tracks.size(), 1))};
  pool.parallel_for(tracks.size(), [&](std::size_t i, std::size_t) {
    throw_if_interrupted();
    lines[i] = line_of(tracks[i], content_hash(tracks[i].file));
    progress.update(static_cast<double>(++n_done));
  });
  std::string all;
  for (const std::string& line : lines) {
    all += line;
  }
  return sha256_hex(std::as_bytes(std::span{all}));
}

}  // namespace earmark::cli
