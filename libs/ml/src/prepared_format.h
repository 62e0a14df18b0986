#pragma once

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "earmark/ml/prepared_data.h"

/// Names and JSON of docs/formats/prepared-data.md, shared by the writer and the reader.
namespace earmark::ml {

/// 2: without silent segments. 3: with embeddings.
inline constexpr int kPreparedVersion = 3;
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kTableFile = "features_3_sec.csv";
inline constexpr std::string_view kFeaturesFile = "features.npy";
inline constexpr std::string_view kTensorsFile = "mfcc.npy";
inline constexpr std::string_view kEmbeddingsFile = "embedding.npy";
inline constexpr std::string_view kSegmentsFile = "segments.csv";

/// The columns that every segments.csv has; the list of tracks' further ones follow.
inline constexpr std::array<std::string_view, 9> kSegmentColumns{
    "filename", "track", "segment", "start_s", "genre", "artist", "source", "split", "excerpt"};
[[nodiscard]] bool is_segment_column(std::string_view name);

[[nodiscard]] nlohmann::json recipe_to_json(const PreparedRecipe& recipe);
/// @throws nlohmann::json::exception  a member is missing or of another type
[[nodiscard]] PreparedRecipe recipe_from_json(const nlohmann::json& json);

/// Parses a JSON file.
/// @throws TableError  it cannot be read, is over max_bytes, or is not JSON
[[nodiscard]] nlohmann::json read_json(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace earmark::ml
