#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/split.h"

namespace earmark::cli {

/// Prepared segments with what the splits look at, a value a row.
struct LabelledRows {
  std::vector<std::string> genres;  ///< distinct, sorted: the classes
  std::vector<std::string> track;
  std::vector<std::string> artist;
  std::vector<std::string> column;  ///< of a rule `column:NAME`
  std::vector<int> y;

  [[nodiscard]] ml::SplitRows view() const { return {track, artist, column, y}; }
};

/// @param rule  the column that it names, if any, becomes `column`
/// @throws UsageError  a rule that names a column which prepared data do not have
[[nodiscard]] LabelledRows label_rows(const ml::PreparedData& data, const ml::SplitRule& rule);

/// Which segments take part, and which of them test.
struct RowChoice {
  ml::SplitRule rule;
  std::string rows;               ///< only segments with this split value; "" for all
  bool without_excerpts = false;  ///< leave out segments repeated from shorter clips
  int n_folds = 0;                ///< test on one of so many folds; 0: on a share of the rows
  int fold = 0;                   ///< its number, from 0
  std::uint64_t seed = 0;
};

/// @return  numbers of rows of the whole data set
/// @throws UsageError, TableError  no such rows, or a side that comes out empty
[[nodiscard]] ml::Split split_rows(const ml::PreparedData& data, const LabelledRows& all,
                                   const RowChoice& choice);

/// Mean over each track's rows.
struct TrackMeans {
  std::vector<std::size_t> first_row;  ///< of each track, to look up what all its rows share
  std::vector<double> probabilities;   ///< [n_tracks, n_classes]
  std::vector<int> y;

  [[nodiscard]] MatrixView<const double> view(std::size_t n_classes) const {
    return {probabilities.data(), y.size(), n_classes};
  }
};

/// @param rows           row numbers
/// @param probabilities  [rows.size(), n_classes]
[[nodiscard]] TrackMeans track_means(const LabelledRows& all, const std::vector<std::size_t>& rows,
                                     MatrixView<const double> probabilities);

}  // namespace earmark::cli
