#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// A labelled feature table: a row a segment, a column a feature.
struct Table {
  std::vector<std::string> feature_names;  ///< [n_features]
  std::vector<double> values;              ///< [n_rows, n_features], row-major
  std::vector<std::string> filenames;      ///< [n_rows]
  std::vector<std::string> labels;         ///< [n_rows]

  [[nodiscard]] std::size_t n_rows() const { return filenames.size(); }
  [[nodiscard]] MatrixView<const double> view() const {
    return {values.data(), n_rows(), feature_names.size()};
  }
  /// The values rounded to float.
  [[nodiscard]] Matrix<float> to_float() const;
};

/// Reads a feature table: a column `filename`, a column `label`, and numbers in all others;
/// `length` is passed over, for it says nothing of the music.
/// @throws TableError  naming file, line and column, and what would be right
[[nodiscard]] Table read_table(const std::filesystem::path& path);

/// The class of each label: its place in `classes`.
/// @throws TableError  a label that is not among them
[[nodiscard]] std::vector<int> encode_labels(std::span<const std::string> labels,
                                             std::span<const std::string> classes);

/// The distinct labels, sorted: scikit-learn's order of classes.
[[nodiscard]] std::vector<std::string> distinct_sorted(std::span<const std::string> labels);

/// A segment's track, by the reference's way of naming: "genre.track.segment.wav" gives
/// "genre.track"; a name of another shape stands for itself.
[[nodiscard]] std::string track_of_filename(const std::string& filename);

/// The rows of X at `rows`, in that order.
[[nodiscard]] Matrix<float> take_rows(MatrixView<const float> X, std::span<const std::size_t> rows);

}  // namespace earmark::ml
