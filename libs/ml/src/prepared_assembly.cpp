#include "prepared_assembly.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"
#include "earmark/ml/npy.h"
#include "prepared_format.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

/// The shortest decimal that reads back as the same value.
template <typename T>
void append_number(std::string& text, T value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

std::string segment_filename(const Track& track, std::size_t segment) {
  return track.id + "." + std::to_string(segment) + ".wav";
}

}  // namespace

PreparedAssembly::PreparedAssembly(fs::path dir, const PreparedRecipe& recipe,
                                   std::span<const Track> tracks, std::span<const fs::path> entries)
    : dir_{std::move(dir)}, recipe_{recipe}, tracks_{tracks}, entries_{entries} {
  summary_.n_tracks = tracks.size();
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const PreparedEntry entry = read(i, false);
    summary_.n_failed += entry.error.empty() ? 0U : 1U;
    add_segments(tracks[i], entry);
  }
  summary_.n_segments = segments_.size();
}

void PreparedAssembly::add_segments(const Track& track, const PreparedEntry& entry) {
  for (std::size_t i = 0; i < entry.segments.size(); ++i) {
    const SegmentResult& segment = entry.segments[i];
    segments_.push_back(
        {.filename = segment_filename(track, i),
         .track = track.id,
         .segment = i,
         .start_s = segment.start_s,
         .genre = track.genre,
         .artist = track.artist,
         .source = track.source,
         .split = track.split,
         .excerpt = segment.excerpt || track.note.find("excerpt") != std::string::npos,
         .others = track.others});
  }
}

void PreparedAssembly::set_sides(const ChooseSides& choose_sides) {
  const std::vector<std::string> sides = choose_sides(segments_);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    segments_[i].split = sides.at(i);
  }
}

PreparedEntry PreparedAssembly::read(std::size_t track, bool with_values) const {
  auto entry = PreparedEntry::read(entries_[track], with_values);
  if (!entry || entry->recipe != recipe_) {
    throw TableError(dir_.string() + ": track '" + tracks_[track].id +
                     "' is not prepared yet; run earmark prepare again");
  }
  return *std::move(entry);
}

std::string PreparedAssembly::table_header() const {
  std::string header = "filename,length";
  for (const auto& name : recipe_.feature_names) {
    header += "," + csv_field(name);
  }
  return header + ",label\n";
}

// What every track of the list has; a list read from a CSV has the same columns in each row.
std::vector<std::string> PreparedAssembly::other_columns() const {
  std::vector<std::string> columns;
  if (!tracks_.empty()) {
    for (const auto& [column, value] : tracks_.front().others) {
      if (!is_segment_column(column)) {
        columns.push_back(column);
      }
    }
  }
  return columns;
}

void PreparedAssembly::append_rows(const PreparedEntry& entry,
                                   std::span<const PreparedSegment> rows, std::string& table,
                                   std::string& segments) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PreparedSegment& row = rows[i];
    const std::string filename = csv_field(row.filename);
    table += filename + ",";
    append_number(table, entry.segments[i].length);
    for (const float value : entry.segments[i].features) {
      table += ',';
      append_number(table, value);
    }
    table += "," + csv_field(row.genre) + "\n";

    segments += filename + "," + csv_field(row.track) + "," + std::to_string(row.segment) + ",";
    append_number(segments, row.start_s);
    for (const auto& text : {row.genre, row.artist, row.source, row.split}) {
      segments += "," + csv_field(text);
    }
    segments += row.excerpt ? ",1" : ",0";
    for (const std::string& column : other_columns()) {
      segments += "," + csv_field(row.others.at(column));
    }
    segments += '\n';
  }
}

void PreparedAssembly::write() const {
  std::error_code ignored;
  fs::remove(dir_ / kManifestFile, ignored);
  AtomicFile table{dir_ / kTableFile};
  AtomicFile segments{dir_ / kSegmentsFile};
  NpyWriter<float> features{
      dir_ / kFeaturesFile, summary_.n_segments, {recipe_.feature_names.size()}};
  NpyWriter<float> tensors{
      dir_ / kTensorsFile, summary_.n_segments, {recipe_.n_frames, recipe_.n_mfcc}};
  std::optional<NpyWriter<float>> embeddings;
  if (recipe_.n_embedding > 0) {
    embeddings.emplace(dir_ / kEmbeddingsFile, summary_.n_segments,
                       std::vector<std::size_t>{recipe_.n_embedding});
  }
  table.write(table_header());
  std::string header;
  for (const std::string_view column : kSegmentColumns) {
    header += (header.empty() ? "" : ",") + std::string{column};
  }
  for (const std::string& column : other_columns()) {
    header += "," + csv_field(column);
  }
  segments.write(header + "\n");
  std::span<const PreparedSegment> rows{segments_};
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const PreparedEntry entry = read(i, true);
    const std::size_t n_rows = entry.segments.size();
    if (n_rows > rows.size()) {
      throw TableError(dir_.string() + ": another run prepares into this folder");
    }
    std::string table_rows;
    std::string segment_rows;
    append_rows(entry, rows.first(n_rows), table_rows, segment_rows);
    rows = rows.subspan(n_rows);
    table.write(table_rows);
    segments.write(segment_rows);
    for (const SegmentResult& segment : entry.segments) {
      features.append(segment.features);
      tensors.append(segment.tensor);
      if (embeddings) {
        embeddings->append(segment.embedding);
      }
    }
  }
  table.commit();
  segments.commit();
  features.commit();
  tensors.commit();
  if (embeddings) {
    embeddings->commit();
  }
  write_manifest();
}

void PreparedAssembly::write_manifest() const {
  auto tracks = nlohmann::json::array();
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const PreparedEntry entry = read(i, false);
    tracks.push_back(
        {{"id", tracks_[i].id},
         {"file", tracks_[i].file.string()},
         {"genre", tracks_[i].genre},
         {"sha256", entry.mark.sha256},
         {"size", entry.mark.size},
         {"n_segments", entry.segments.size()},
         {"error", entry.error.empty() ? nlohmann::json{} : nlohmann::json(entry.error)}});
  }
  nlohmann::json files;
  for (const auto name : {kTableFile, kFeaturesFile, kTensorsFile, kSegmentsFile}) {
    files[std::string{name}] = fs::file_size(dir_ / name);
  }
  if (recipe_.n_embedding > 0) {
    files[std::string{kEmbeddingsFile}] = fs::file_size(dir_ / kEmbeddingsFile);
  }
  const nlohmann::json manifest = {{"format", kPreparedVersion},
                                   {"recipe", recipe_to_json(recipe_)},
                                   {"n_segments", summary_.n_segments},
                                   {"files", files},
                                   {"tracks", tracks}};
  // A file name need not be UTF-8; such bytes are replaced, not thrown over.
  write_file(dir_ / kManifestFile,
             manifest.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace earmark::ml
