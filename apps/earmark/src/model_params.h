#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/random_forest_config.h"

namespace earmark::cli {

/// A forest's section: its parameters, and the threads to grow it on where the file says.
struct ForestParams {
  ml::RandomForestConfig config;
  std::optional<std::size_t> n_jobs;
};

struct TaggerParams {
  ml::LogisticRegressionConfig head;
  double strangeness = 5.0;  ///< how fast answers flatten for strange sound; 0: not at all
};

/// Reads a model's section of a params.yaml; an empty path gives the defaults.
/// @throws UsageError  as read_params()
[[nodiscard]] ForestParams forest_params(const std::filesystem::path& file);
[[nodiscard]] ml::GaussianNaiveBayesConfig naive_bayes_params(const std::filesystem::path& file);
[[nodiscard]] TaggerParams tagger_params(const std::filesystem::path& file);

}  // namespace earmark::cli
