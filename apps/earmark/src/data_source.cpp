#include "data_source.h"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <span>

#include "console.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/base/thread_pool.h"
#include "interrupt.h"
#include "params_file.h"
#include "progress.h"
#include "usage.h"

namespace earmark::cli {
namespace {

constexpr const char* kSection = "source";
constexpr const char* kHeader =
    "# What the pipeline learns from. Written by earmark prepare --write-source; the stage "
    "prepare\n"
    "# is done anew where the hash changes.\n";

std::string content_hash(const std::filesystem::path& file) {
  try {
    return sha256_file(file);
  } catch (const IoError&) {
    return "";
  }
}

/// A line a song: what a label or a sound may change. No path, which differs from place to place.
std::string line_of(const ml::Track& track, const std::string& content) {
  auto line = nlohmann::json::array({track.id, track.genre, track.artist, track.source, track.split,
                                     track.note, track.others, content});
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

ParamSetter text_param(std::string& value) {
  return [&value](const std::string& text) { value = text; };
}

std::string quoted(const std::string& text) {
  try {
    return nlohmann::json(text).dump();  // which is YAML too
  } catch (const nlohmann::json::type_error&) {
    throw UsageError("the name " + text + " is not UTF-8, so no file of YAML can hold it");
  }
}

}  // namespace

std::string sha256_of_songs(Console& console, const std::vector<ml::Track>& tracks,
                            std::size_t n_jobs, bool progress_lines) {
  std::vector<std::string> lines(tracks.size());
  Progress progress{console, "looking at", "songs", static_cast<double>(tracks.size()),
                    progress_lines};
  std::atomic<std::size_t> n_done{0};
  ThreadPool pool{std::min(n_jobs, std::max<std::size_t>(tracks.size(), 1))};
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

DataSource read_source(const std::filesystem::path& file) {
  DataSource source;
  read_params(file, {kSection}, kSection,
              {{"kind",
                [&source](const std::string& text) {
                  source.kind = parse_choice({"it", text}, {"tracks", "genres-dir"});
                }},
               {"place", text_param(source.place)},
               {"root", text_param(source.root)},
               {"sha256", text_param(source.sha256)}});
  if (source.kind.empty() || source.place.empty() || source.sha256.empty()) {
    throw UsageError(file.string() + " needs kind, place and sha256 in its section " + kSection +
                     ": let earmark prepare --write-source write it");
  }
  return source;
}

bool write_source(const std::filesystem::path& file, const DataSource& source) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    try {
      if (read_source(file) == source) {
        return false;
      }
    } catch (const UsageError&) {
      // What cannot be read is written anew.
    }
  }
  std::string text = std::string{kHeader} + kSection + ":\n";
  for (const auto& [name, value] : {std::pair{"kind", &source.kind},
                                    {"place", &source.place},
                                    {"root", &source.root},
                                    {"sha256", &source.sha256}}) {
    if (!value->empty()) {
      text += "  " + std::string{name} + ": " + quoted(*value) + '\n';
    }
  }
  if (const auto folder = file.parent_path(); !folder.empty()) {
    std::filesystem::create_directories(folder, error);
  }
  write_file(file, text);
  return true;
}

}  // namespace earmark::cli
