#include "earmark/ml/prepared_writer.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "prepared_assembly.h"
#include "prepared_entry.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCacheFolder = "cache";

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

}  // namespace

PreparedWriter::PreparedWriter(fs::path dir, PreparedRecipe recipe)
    : dir_{std::move(dir)}, recipe_{std::move(recipe)} {
  std::error_code error;
  fs::create_directories(dir_ / kCacheFolder, error);
  if (error) {
    throw IoError("cannot make " + (dir_ / kCacheFolder).string() + ": " + error.message());
  }
}

/// Named by a hash, since an id may hold any character.
fs::path PreparedWriter::entry_path(const Track& track) const {
  const std::string hash = sha256_hex(std::as_bytes(std::span{track.id}));
  return dir_ / kCacheFolder / (hash.substr(0, 32) + ".track");
}

bool PreparedWriter::is_done(const Track& track) const {
  const auto entry = PreparedEntry::read(entry_path(track), false);
  if (!entry || !entry->error.empty() || entry->recipe != recipe_) {
    return false;
  }
  const FileState now = file_state(track.file);
  if (now.size != entry->state.size) {
    return false;
  }
  try {
    return now == entry->state || sha256_file(track.file) == entry->sha256;
  } catch (const IoError&) {
    return false;
  }
}

void PreparedWriter::put(const Track& track, std::span<const SegmentResult> segments) const {
  if (segments.empty()) {
    throw std::invalid_argument("PreparedWriter::put: segments must not be empty");
  }
  for (const SegmentResult& segment : segments) {
    if (segment.features.size() != recipe_.feature_names.size() ||
        segment.tensor.size() != recipe_.tensor_size()) {
      throw std::invalid_argument("PreparedWriter::put: a segment does not fit the recipe");
    }
    if (!all_finite(segment.features) || !all_finite(segment.tensor)) {
      throw std::invalid_argument("PreparedWriter::put: a segment's values must be finite");
    }
  }
  write_entry(track, segments, "");
}

void PreparedWriter::put_error(const Track& track, const std::string& message) const {
  write_entry(track, {}, message.empty() ? "unknown" : message);
}

void PreparedWriter::write_entry(const Track& track, std::span<const SegmentResult> segments,
                                 const std::string& error) const {
  PreparedEntry entry{.recipe = recipe_,
                      .id = track.id,
                      .state = file_state(track.file),
                      .sha256 = {},
                      .error = error,
                      .segments = {segments.begin(), segments.end()}};
  try {
    entry.sha256 = sha256_file(track.file);
  } catch (const IoError&) {
    if (error.empty()) {
      throw;
    }
  }
  entry.write(entry_path(track));
}

PreparedWriter::Summary PreparedWriter::finish(std::span<const Track> tracks) const {
  std::vector<fs::path> entries;
  std::set<std::string_view> ids;
  for (const Track& track : tracks) {
    if (!ids.insert(track.id).second) {
      throw std::invalid_argument("PreparedWriter::finish: id '" + track.id + "' stands twice");
    }
    entries.push_back(entry_path(track));
  }
  PreparedAssembly assembly{dir_, recipe_, tracks, entries};
  assembly.write();
  return assembly.summary();
}

}  // namespace earmark::ml
