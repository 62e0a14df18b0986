#pragma once

#include <string>
#include <vector>

#include "classifier_choice.h"
#include "evaluation.h"

namespace earmark::cli {

/// Which models to measure on which prepared segments.
struct PreparedEvaluation {
  std::string data;                  ///< the folder
  std::string rows;                  ///< only segments with this value of `split`; "" for all
  std::vector<std::string> members;  ///< NAME=FILE, which answer together; none: a bundle's
  ClassifierFlags classifier;        ///< the bundle, named by its folder, and its members
};

/// Measures models on segments that are analysed already. Copies take no part. Whether a sound is
/// music at all is not asked: what is prepared counts as music.
/// @throws UsageError, TableError, BundleError, Interrupted
[[nodiscard]] Evaluation evaluate_prepared(const PreparedEvaluation& wanted);

}  // namespace earmark::cli
