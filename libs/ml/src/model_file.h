#pragma once

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/ml/model_names.h"

namespace earmark::ml {

/// A model that no file of ours may hold: it would be refused on reading. Thrown before it is
/// written; kind "model".
class ModelError : public DataError {
 public:
  explicit ModelError(const std::string& message) : DataError{"model", message} {}
};

/// Writes model.to_bytes() in one step. @throws IoError
template <typename Model>
void save_model(const Model& model, const std::filesystem::path& path) {
  write_file(path, model.to_bytes());
}

/// Model::from_bytes() of a file.
/// @throws BundleError  as from_bytes(), naming the file
/// @throws IoError      it cannot be read or is over Model::kMaxFileBytes
template <typename Model>
[[nodiscard]] Model load_model(const std::filesystem::path& path) {
  const auto bytes = read_file(path, Model::kMaxFileBytes);
  try {
    return Model::from_bytes(bytes);
  } catch (const BundleError& error) {
    throw BundleError(path.string() + ": " + error.what());
  }
}

[[nodiscard]] inline std::vector<std::byte> bytes_of(
    const flatbuffers::FlatBufferBuilder& builder) {
  const auto bytes = std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()});
  return {bytes.begin(), bytes.end()};
}

/// The genres as FlatBuffers' strings, for the field `genres`.
[[nodiscard]] inline std::vector<flatbuffers::Offset<flatbuffers::String>> write_genres(
    flatbuffers::FlatBufferBuilder& builder, const ModelNames& names) {
  std::vector<flatbuffers::Offset<flatbuffers::String>> genres;
  genres.reserve(names.genres.size());
  for (const std::string& genre : names.genres) {
    genres.push_back(builder.CreateString(genre));
  }
  return genres;
}

/// What a field is written from: null, which leaves it out, where there is nothing.
template <typename T>
[[nodiscard]] const std::vector<T>* unless_empty(const std::vector<T>& values) {
  return values.empty() ? nullptr : &values;
}
[[nodiscard]] inline const char* unless_empty(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

/// @throws BundleError  genres that are not one different name a class, or a recipe with control
///                      characters, which messages would print and c_str() would cut at a null
template <typename File>
[[nodiscard]] ModelNames read_names(const File& file) {
  ModelNames names;
  if (file.genres() != nullptr) {
    for (const auto* genre : *file.genres()) {
      names.genres.push_back(genre->str());
    }
    if (names.genres.size() != file.n_classes() || !are_genre_names(names.genres)) {
      throw BundleError("damaged model file: genres must be one name a class, all different");
    }
  }
  if (file.recipe() != nullptr) {
    names.recipe = file.recipe()->str();
    if (std::ranges::any_of(names.recipe, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
      throw BundleError("damaged model file: the recipe holds a control character");
    }
  }
  return names;
}

}  // namespace earmark::ml
