#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "held_out_tracks.h"

namespace earmark::cli {

/// What one choice of members does on held-out tracks, and the calibration that this gives.
struct ChoiceFigures {
  inference::Calibration calibration;
  double accuracy = 0;
  std::array<double, 2> accuracy_ci95{};
  double nll_before = 0;    ///< negative log-likelihood at temperature 1
  double nll = 0;           ///< cross-fitted: each fold at the temperature of the others
  double ece = 0;           ///< cross-fitted
  double share_unsure = 0;  ///< cross-fitted: each fold by the threshold of the others
  std::optional<double> accuracy_sure;  ///< cross-fitted; none where no answer is sure
  std::vector<double> probabilities;    ///< [n_tracks, n_genres], cross-fitted
  std::vector<bool> is_sure;            ///< [n_tracks], cross-fitted
};

/// Calibrates one choice of members. Temperature and, at it, threshold are fitted on all held-out
/// tracks; the figures that are reported come from cross-fitting in 5 folds that keep artists whole
/// (fewer where there are fewer artists), so that no track is judged by a temperature or threshold
/// that it helped to fit.
///
/// @param manifest     its members' weights are used
/// @param chosen       members' names
/// @param sure_accuracy  what answers that are not called unsure should reach, cross-fitted, in
///                       (0, 1]; where no threshold keeps that, the strictest is taken
/// @throws TableError  all tracks are of one group
[[nodiscard]] ChoiceFigures calibrate_choice(const inference::BundleManifest& manifest,
                                             const std::vector<std::string>& chosen,
                                             const HeldOutTracks& tracks, double sure_accuracy);

/// Every choice of one or more members, in the manifest's order.
[[nodiscard]] std::vector<std::vector<std::string>> all_choices(
    const inference::BundleManifest& manifest);

}  // namespace earmark::cli
