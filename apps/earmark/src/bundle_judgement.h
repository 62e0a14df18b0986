#pragma once

#include <string>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "earmark/ml/prepared_data.h"
#include "held_out_protocol.h"
#include "held_out_tracks.h"
#include "sure_accuracies.h"

namespace earmark::cli {

/// What members say of tracks that they were not trained on.
struct HeldOut {
  HeldOutTracks tracks;
  Protocol protocol;
};

/// What the held-out tracks say of one profile or member.
struct HeldOutReport {
  std::string name;
  std::string json;
  std::string html;
};

/// What a bundle is worth, for every choice of its members.
struct BundleJudgement {
  std::vector<inference::Calibration> calibrations;
  std::string unsure_rule;
  std::vector<inference::Figure> figures;
  std::vector<HeldOutReport> reports;  ///< one for each profile and each member
  std::string table;                   ///< for the terminal
};

/// Calibrates and measures each choice of members on the tracks whose artist is known; what all
/// tracks give is a further figure.
/// @param data_name  what to call the tracks
/// @throws TableError  as calibrate_choice
[[nodiscard]] BundleJudgement judge_bundle(const inference::BundleManifest& manifest,
                                           const SureAccuracies& sure, const ml::PreparedData& data,
                                           const HeldOut& held_out, const std::string& data_name);

}  // namespace earmark::cli
