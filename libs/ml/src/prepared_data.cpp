#include "earmark/ml/prepared_data.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/ml/csv.h"
#include "earmark/ml/npy.h"
#include "prepared_format.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxManifestBytes = std::size_t{1} << 30U;

PreparedTrack track_from_json(const nlohmann::json& json) {
  return {.id = json.at("id").get<std::string>(),
          .file = json.at("file").get<std::string>(),
          .sha256 = json.at("sha256").get<std::string>(),
          .size = json.at("size").get<std::uint64_t>(),
          .n_segments = json.at("n_segments").get<std::size_t>(),
          .error = json.at("error").is_null() ? "" : json.at("error").get<std::string>()};
}

/// Reads manifest.json into `data`, and returns the sizes in bytes of the other files.
std::map<std::string, std::uintmax_t> read_manifest(const fs::path& dir, PreparedData& data) {
  const fs::path path = dir / kManifestFile;
  std::error_code error;
  if (!fs::exists(path, error)) {
    if (error) {
      throw TableError(path.string() + ": cannot be read: " + error.message());
    }
    throw TableError(dir.string() +
                     ": no prepared data set (it has no manifest.json); make one "
                     "with earmark prepare");
  }
  const auto json = read_json(path, kMaxManifestBytes);
  try {
    if (json.at("format").get<int>() != kPreparedVersion) {
      throw TableError(path.string() +
                       ": made by another version of earmark; run earmark prepare again");
    }
    data.recipe = recipe_from_json(json.at("recipe"));
    for (const auto& track : json.at("tracks")) {
      data.tracks.push_back(track_from_json(track));
    }
    return json.at("files").get<std::map<std::string, std::uintmax_t>>();
  } catch (const nlohmann::json::exception&) {
    throw TableError(path.string() + ": a member is missing or of a wrong type");
  }
}

/// Of the files that are read: who trains on some has no need of the others.
void check_files(const fs::path& dir, std::map<std::string, std::uintmax_t> sizes,
                 const PreparedParts& parts) {
  sizes.erase(std::string{kTableFile});
  for (const auto& [is_read, name] : {std::pair{parts.features, kFeaturesFile},
                                      {parts.tensors, kTensorsFile},
                                      {parts.embeddings, kEmbeddingsFile}}) {
    if (!is_read) {
      sizes.erase(std::string{name});
    }
  }
  for (const auto& [name, size] : sizes) {
    std::error_code error;
    if (fs::file_size(dir / name, error) != size || error) {
      throw TableError((dir / name).string() +
                       ": missing, or not the file that manifest.json describes; run earmark "
                       "prepare again");
    }
  }
}

std::vector<PreparedSegment> read_segments(const fs::path& path) {
  CsvReader csv{path};
  const std::size_t segment = csv.column("segment");
  const std::size_t start = csv.column("start_s");
  std::vector<PreparedSegment> segments;
  while (csv.next()) {
    const double number = csv.number(segment);
    if (!(number >= 0.0 && number <= 1e9)) {
      csv.fail("column 'segment' must be a count");
    }
    segments.push_back({.filename = std::string{csv.field("filename")},
                        .track = std::string{csv.field("track")},
                        .segment = static_cast<std::size_t>(number),
                        .start_s = csv.number(start),
                        .genre = std::string{csv.field("genre")},
                        .artist = std::string{csv.field("artist")},
                        .source = std::string{csv.field("source")},
                        .split = std::string{csv.field("split")},
                        .excerpt = csv.field("excerpt") == "1",
                        .others = {}});
    for (const std::string& column : csv.header()) {
      if (!is_segment_column(column)) {
        segments.back().others[column] = csv.field(column);
      }
    }
  }
  return segments;
}

std::vector<float> read_array(const fs::path& path, const std::vector<std::size_t>& shape) {
  auto array = read_npy<float>(path);
  if (array.shape != shape) {
    throw TableError(path.string() + ": its shape does not fit segments.csv and manifest.json");
  }
  return std::move(array.values);
}

MatrixView<const float> rows_of(const std::vector<float>& values, std::size_t n_rows,
                                std::size_t n_cols) {
  if (values.size() != n_rows * n_cols) {
    throw std::logic_error("PreparedData: this part was not loaded");
  }
  return {values.data(), n_rows, n_cols};
}

}  // namespace

MatrixView<const float> PreparedData::features() const {
  return rows_of(feature_values, segments.size(), recipe.feature_names.size());
}

MatrixView<const float> PreparedData::tensors() const {
  return rows_of(tensor_values, segments.size(), recipe.tensor_size());
}

MatrixView<const float> PreparedData::embeddings() const {
  return rows_of(embedding_values, segments.size(), recipe.n_embedding);
}

std::vector<std::string> PreparedData::column(const std::string& name) const {
  return column_of(segments, name);
}

std::vector<std::string> column_of(std::span<const PreparedSegment> segments,
                                   const std::string& name) {
  std::vector<std::string> names{"split", "source"};
  if (!segments.empty()) {
    for (const auto& [other, value] : segments.front().others) {
      names.push_back(other);
    }
  }
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw TableError("the prepared data have no column '" + name + "'; they have " + join(names));
  }
  std::vector<std::string> values;
  values.reserve(segments.size());
  for (const PreparedSegment& segment : segments) {
    values.push_back(name == "split"    ? segment.split
                     : name == "source" ? segment.source
                                        : segment.others.at(name));
  }
  return values;
}

PreparedData PreparedData::load(const fs::path& dir, const PreparedParts& parts) {
  PreparedData data;
  check_files(dir, read_manifest(dir, data), parts);
  data.segments = read_segments(dir / kSegmentsFile);
  std::size_t n_promised = 0;
  for (const PreparedTrack& track : data.tracks) {
    n_promised += track.n_segments;
  }
  if (n_promised != data.segments.size()) {
    throw TableError((dir / kSegmentsFile).string() + ": it does not fit manifest.json");
  }
  const std::size_t n = data.segments.size();
  if (parts.features) {
    data.feature_values = read_array(dir / kFeaturesFile, {n, data.recipe.feature_names.size()});
  }
  if (parts.tensors) {
    data.tensor_values =
        read_array(dir / kTensorsFile, {n, data.recipe.n_frames, data.recipe.n_mfcc});
  }
  if (parts.embeddings && data.recipe.n_embedding > 0) {
    data.embedding_values = read_array(dir / kEmbeddingsFile, {n, data.recipe.n_embedding});
  }
  return data;
}

}  // namespace earmark::ml
