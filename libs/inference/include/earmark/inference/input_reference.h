#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::inference {

/// What a bundle's models learned from, as far as it takes to tell that other songs differ: how
/// each column of the feature table is spread over the songs, by the piece of 3 s in the middle of
/// each (Prediction::middle_row).
struct InputReference {
  static constexpr std::size_t kMaxBins = 100;

  /// The bins of one column's values.
  struct Column {
    std::vector<double> limits;  ///< ascending; a value on a limit belongs below it
    std::vector<double> shares;  ///< [limits.size() + 1], adding to 1
  };

  std::size_t n_songs = 0;      ///< at least 1
  std::vector<Column> columns;  ///< [57], those of features::feature_columns()

  /// Reads the file inputs.json of a bundle (docs/formats/bundle.md).
  /// @param where  the file's name in messages
  /// @throws BundleError  not JSON, a field or column that is missing, unknown or out of range
  [[nodiscard]] static InputReference parse(std::string_view json, std::string_view where);

  /// JSON, a line a column; parse() gives the same again.
  [[nodiscard]] std::string to_json() const;
};

}  // namespace earmark::inference
