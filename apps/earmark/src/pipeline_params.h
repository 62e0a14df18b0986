#pragma once

#include <filesystem>
#include <string>

#include "altered_copies.h"
#include "earmark/ml/sides.h"

namespace earmark::cli {

/// The section `features`: what songs are analysed with.
struct FeaturesParams {
  std::string trunks;  ///< as --trunks; "" for the bundle's
};

/// The section `gtzan`: which model learns from the table of features.
struct GtzanParams {
  std::string model = "forest";  ///< or "naive-bayes"
};

/// The section `ensemble`: how the members are put together.
struct EnsembleParams {
  double sure_accuracy = 0.9;  ///< as bundle create --sure-accuracy
};

/// Read a section of a params.yaml that is the pipeline's own choice.
/// @throws UsageError  as read_params()
[[nodiscard]] ml::SidesConfig split_params(const std::filesystem::path& file);
[[nodiscard]] FeaturesParams features_params(const std::filesystem::path& file);
/// The section `augmentation`: copies, seed, and for each of augment::change_kinds() the range that
/// it is drawn from, or none.
[[nodiscard]] CopiesConfig augmentation_params(const std::filesystem::path& file);
[[nodiscard]] GtzanParams gtzan_params(const std::filesystem::path& file);
[[nodiscard]] EnsembleParams ensemble_params(const std::filesystem::path& file);

/// Reads every section as the stages will, so that a wrong one is told before the first begins.
/// @throws UsageError  as read_params()
/// @throws ToldError   earmark-train-net refused its sections
void check_params(const std::filesystem::path& file);

}  // namespace earmark::cli
