#include "prepared_entry.h"

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <system_error>
#include <utility>

#include "earmark/base/atomic_file.h"
#include "prepared_format.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 26U;

nlohmann::json segments_to_json(std::span<const SegmentResult> segments) {
  auto json = nlohmann::json::array();
  for (const SegmentResult& s : segments) {
    json.push_back({s.start_s, s.length, s.excerpt});
  }
  return json;
}

PreparedEntry entry_from_json(const nlohmann::json& json) {
  PreparedEntry entry{
      .recipe = recipe_from_json(json.at("recipe")),
      .id = json.at("id").get<std::string>(),
      .mark = {json.at("size").get<std::uint64_t>(), json.at("mtime_ns").get<std::int64_t>(),
               json.at("sha256").get<std::string>()},
      .error = json.at("error").get<std::string>(),
      .segments = {}};
  for (const auto& s : json.at("segments")) {
    entry.segments.push_back({.start_s = s.at(0).get<double>(),
                              .length = s.at(1).get<double>(),
                              .excerpt = s.at(2).get<bool>(),
                              .features = {},
                              .tensor = {}});
  }
  return entry;
}

bool read_floats(std::istream& in, std::vector<float>& values, std::size_t n) {
  values.resize(n);
  in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(n * sizeof(float)));
  return static_cast<bool>(in);
}

/// A part of a segment's numbers and how many there are.
struct Part {
  std::vector<float> SegmentResult::*values;
  std::size_t size;
};

std::array<Part, 3> parts_of(const PreparedRecipe& recipe) {
  return {{{&SegmentResult::features, recipe.feature_names.size()},
           {&SegmentResult::tensor, recipe.tensor_size()},
           {&SegmentResult::embedding, recipe.n_embedding}}};
}

bool read_values(std::istream& in, PreparedEntry& entry) {
  for (const Part& part : parts_of(entry.recipe)) {
    for (SegmentResult& segment : entry.segments) {
      if (!read_floats(in, segment.*part.values, part.size)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

void PreparedEntry::write(const fs::path& path) const {
  const nlohmann::json header = {{"format", kPreparedVersion},
                                 {"recipe", recipe_to_json(recipe)},
                                 {"id", id},
                                 {"size", mark.size},
                                 {"mtime_ns", mark.mtime_ns},
                                 {"sha256", mark.sha256},
                                 {"error", error},
                                 {"segments", segments_to_json(segments)}};
  AtomicFile file{path};
  // A file name or message need not be UTF-8; such bytes are replaced, not thrown over.
  file.write(header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  for (const Part& part : parts_of(recipe)) {
    for (const SegmentResult& segment : segments) {
      file.write(std::as_bytes(std::span{segment.*part.values}));
    }
  }
  file.commit();
}

std::optional<PreparedEntry> PreparedEntry::read(const fs::path& path, bool with_values) {
  std::ifstream in{path, std::ios::binary};
  std::string line;
  std::error_code error;
  if (!in || !std::getline(in, line) || line.size() > kMaxHeaderBytes) {
    return std::nullopt;
  }
  const auto json = nlohmann::json::parse(line, nullptr, false);
  try {
    if (json.at("format").get<int>() != kPreparedVersion) {
      return std::nullopt;
    }
    PreparedEntry entry = entry_from_json(json);
    std::size_t n_floats = 0;
    for (const Part& part : parts_of(entry.recipe)) {
      n_floats += part.size;
    }
    const std::uint64_t n_bytes =
        line.size() + 1 + entry.segments.size() * n_floats * sizeof(float);
    if (fs::file_size(path, error) != n_bytes || error ||
        (with_values && !read_values(in, entry))) {
      return std::nullopt;
    }
    return entry;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace earmark::ml
