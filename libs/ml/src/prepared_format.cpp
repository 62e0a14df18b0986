#include "prepared_format.h"

#include <algorithm>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"

namespace earmark::ml {

bool is_segment_column(std::string_view name) {
  return std::ranges::find(kSegmentColumns, name) != kSegmentColumns.end();
}

nlohmann::json recipe_to_json(const PreparedRecipe& recipe) {
  return {{"version", recipe.version},   {"feature_names", recipe.feature_names},
          {"n_frames", recipe.n_frames}, {"n_mfcc", recipe.n_mfcc},
          {"trunks", recipe.trunks},     {"n_embedding", recipe.n_embedding}};
}

PreparedRecipe recipe_from_json(const nlohmann::json& json) {
  return {json.at("version").get<std::string>(),
          json.at("feature_names").get<std::vector<std::string>>(),
          json.at("n_frames").get<std::size_t>(),
          json.at("n_mfcc").get<std::size_t>(),
          json.at("trunks").get<std::string>(),
          json.at("n_embedding").get<std::size_t>()};
}

nlohmann::json read_json(const std::filesystem::path& path, std::size_t max_bytes) {
  std::vector<std::byte> bytes;
  try {
    bytes = read_file(path, max_bytes);
  } catch (const IoError& error) {
    throw TableError(error.what());
  }
  const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    throw TableError(path.string() + ": not valid JSON");
  }
  return json;
}

}  // namespace earmark::ml
