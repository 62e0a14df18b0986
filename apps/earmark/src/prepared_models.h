#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/member.h"
#include "earmark/ml/prepared_data.h"
#include "evaluation.h"

namespace earmark::cli {

/// Models that answer together on prepared segments, and how.
struct PreparedModels {
  EvaluatedBundle bundle;
  std::vector<std::unique_ptr<inference::Member>> members;
  std::vector<double> weights;         ///< adding to 1
  inference::Calibration calibration;  ///< temperature 1 and nothing unsure where there is none
};

/// Models with the segments that they are to answer for: those arrays that they ask for.
struct ModelsAndData {
  PreparedModels models;
  ml::PreparedData data;
};

/// @param data     a folder of prepared data
/// @param members  NAME=FILE of models that answer together; none: those of the bundle
/// @throws UsageError, TableError, BundleError
[[nodiscard]] ModelsAndData load_models_and_data(const std::string& data,
                                                 const std::vector<std::string>& members,
                                                 const ClassifierFlags& bundle);

}  // namespace earmark::cli
