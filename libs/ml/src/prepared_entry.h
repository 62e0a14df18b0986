#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/prepared_writer.h"

namespace earmark::ml {

/// A track's result in the cache: a line of JSON, then as float32 the features of all segments, the
/// tensors of all and the embeddings of all.
struct PreparedEntry {
  PreparedRecipe recipe;
  std::string id;  ///< for a person; what is not UTF-8 in it is replaced on disk
  FileMark mark;
  std::string error;
  std::vector<SegmentResult> segments;  ///< numbers only where asked for

  /// Writes it atomically. @throws IoError
  void write(const std::filesystem::path& path) const;
  /// Nothing where there is no entry, or not a whole one.
  [[nodiscard]] static std::optional<PreparedEntry> read(const std::filesystem::path& path,
                                                         bool with_values);
};

}  // namespace earmark::ml
