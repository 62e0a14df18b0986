#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/split.h"

namespace earmark::train_net {

/// Which segments of a prepared data set train and which validate.
struct RowChoice {
  std::string split = "by-artist";
  std::string rows;  ///< only segments with this value of `split`; empty for all
  bool without_excerpts = false;
  double valid_fraction = 0.2;
  int n_folds = 0;  ///< 0 for one split by valid_fraction, else `fold` validates
  int fold = 0;
  std::uint64_t seed = 0;
};

struct TrainingRows {
  std::vector<std::string> genres;    ///< in alphabetical order
  std::vector<std::uint32_t> labels;  ///< of every segment of the data set; 0 for unused ones
  std::vector<std::size_t> train;
  std::vector<std::size_t> valid;
};

/// @throws TableError             no segment fits the choice, or the split names no column
/// @throws std::invalid_argument  a split that is not known, or a fold out of range
[[nodiscard]] TrainingRows choose_rows(const ml::PreparedData& data, const RowChoice& choice);

}  // namespace earmark::train_net
