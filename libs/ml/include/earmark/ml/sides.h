#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/split.h"

namespace earmark::ml {

/// How segments are dealt out to those that train, those that a training is steered and a bundle
/// calibrated by, and those that test what came of it.
struct SidesConfig {
  SplitRule rule;
  double valid_fraction = 0.15;  ///< about this share validates; not for a column
  double test_fraction = 0.2;    ///< about this share tests; not for a column
  std::uint64_t seed = 0;
  bool excerpts = true;  ///< train on segments repeated from clips shorter than one

  /// @throws std::invalid_argument  a share that is not in (0, 1), or both leave nothing to train
  /// on
  void validate() const;
};

/// Each segment's side: "train", "valid", "test", or "" where it takes no part. A copy
/// (PreparedSegment::copy_of()) trains where its original does and else takes no part.
///
/// @throws std::invalid_argument  as SidesConfig::validate()
/// @throws TableError  as make_split(), no such column, or a column without one of the three sides
[[nodiscard]] std::vector<std::string> choose_sides(std::span<const PreparedSegment> segments,
                                                    const SidesConfig& config);

}  // namespace earmark::ml
