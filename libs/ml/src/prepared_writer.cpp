#include "earmark/ml/prepared_writer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
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

struct FileState {
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
};

/// All zero for a file that is not there.
FileState file_state(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) {
    return {};
  }
  const auto time = fs::last_write_time(file, error);
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
  return {size, error ? 0 : since.count()};
}

/// "" where it cannot be read.
std::string hash_of(const fs::path& file) {
  try {
    return sha256_file(file);
  } catch (const IoError&) {
    return "";
  }
}

bool is_as_marked(const fs::path& file, const FileMark& mark) {
  const FileState now = file_state(file);
  return now.size == mark.size && now.mtime_ns == mark.mtime_ns;
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
  return is_as_marked(track.file, entry->mark) ||
         (file_state(track.file).size == entry->mark.size && !entry->mark.sha256.empty() &&
          hash_of(track.file) == entry->mark.sha256);
}

FileMark PreparedWriter::mark(const fs::path& file) {
  const FileState state = file_state(file);
  return {state.size, state.mtime_ns, hash_of(file)};
}

bool PreparedWriter::put(const Track& track, const FileMark& mark,
                         std::span<const SegmentResult> segments) const {
  if (segments.empty()) {
    throw std::invalid_argument("PreparedWriter::put: segments must not be empty");
  }
  for (const SegmentResult& segment : segments) {
    if (segment.features.size() != recipe_.feature_names.size() ||
        segment.tensor.size() != recipe_.tensor_size() ||
        segment.embedding.size() != recipe_.n_embedding) {
      throw std::invalid_argument("PreparedWriter::put: a segment does not fit the recipe");
    }
    if (!all_finite(segment.features) || !all_finite(segment.tensor) ||
        !all_finite(segment.embedding)) {
      throw std::invalid_argument("PreparedWriter::put: a segment's values must be finite");
    }
  }
  if (mark.sha256.empty() || !is_as_marked(track.file, mark)) {
    return false;
  }
  write_entry(track, mark, segments, "");
  return true;
}

void PreparedWriter::put_error(const Track& track, const FileMark& mark,
                               const std::string& message) const {
  write_entry(track, mark, {}, message.empty() ? "unknown" : message);
}

void PreparedWriter::write_entry(const Track& track, const FileMark& mark,
                                 std::span<const SegmentResult> segments,
                                 const std::string& error) const {
  const PreparedEntry entry{.recipe = recipe_,
                            .id = track.id,
                            .mark = mark,
                            .error = error,
                            .segments = {segments.begin(), segments.end()}};
  entry.write(entry_path(track));
}

std::vector<fs::path> PreparedWriter::entry_paths(std::span<const Track> tracks) const {
  std::vector<fs::path> entries;
  std::set<std::string_view> ids;
  for (const Track& track : tracks) {
    if (!ids.insert(track.id).second) {
      throw std::invalid_argument("PreparedWriter: id '" + track.id + "' stands twice");
    }
    entries.push_back(entry_path(track));
  }
  return entries;
}

std::vector<PreparedSegment> PreparedWriter::segments(std::span<const Track> tracks) const {
  const std::vector<fs::path> entries = entry_paths(tracks);
  return PreparedAssembly{dir_, recipe_, tracks, entries}.segments();
}

PreparedWriter::Summary PreparedWriter::finish(std::span<const Track> tracks,
                                               const ChooseSides& choose_sides) const {
  const std::vector<fs::path> entries = entry_paths(tracks);
  PreparedAssembly assembly{dir_, recipe_, tracks, entries};
  if (choose_sides) {
    assembly.set_sides(choose_sides);
  }
  assembly.write();
  return assembly.summary();
}

}  // namespace earmark::ml
