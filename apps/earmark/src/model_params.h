#pragma once

#include <filesystem>

#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/random_forest_config.h"

namespace earmark::cli {

/// Reads a model's section of a params.yaml; an empty path gives the defaults.
/// @throws UsageError  as read_params()
[[nodiscard]] ml::RandomForestConfig forest_params(const std::filesystem::path& file);
[[nodiscard]] ml::GaussianNaiveBayesConfig naive_bayes_params(const std::filesystem::path& file);

}  // namespace earmark::cli
