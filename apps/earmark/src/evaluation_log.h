#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "evaluation.h"
#include "tracked_run.h"

namespace earmark::cli {

struct LoggedEvaluation {
  std::string source;            ///< where the songs come from: a list, or a folder
  std::string rows;              ///< of the column split; "" for all
  std::filesystem::path bundle;  ///< its folder; "" where single models were measured
  std::string register_as;       ///< the registered model that gets a new version; "" for none
};

/// Logs an evaluation: figures, reports, what was measured on what and, where it is to be
/// registered, the bundle's files, whose version then bears the figures as tags (version_tags).
void log_evaluation(TrackedRun& run, const Evaluation& evaluation, const LoggedEvaluation& logged);

/// The folder among the run's artifacts that gets the reports.
inline constexpr const char* kEvaluationArtifacts = "evaluation";

/// What the tags of a registered version are called.
namespace version_tags {
inline constexpr const char* kAccuracy = "accuracy";
inline constexpr const char* kAccuracyLow = "accuracy_low";
inline constexpr const char* kAccuracyHigh = "accuracy_high";
inline constexpr const char* kNTracks = "n_tracks";
/// The figures that a version bears, those that promotion shows.
inline constexpr std::array<std::string_view, 8> kFigures{
    kAccuracy,  kAccuracyLow, kAccuracyHigh, "balanced_accuracy",
    "macro_f1", "nll",        "ece",         kNTracks};
inline constexpr const char* kData = "data";                   ///< for people
inline constexpr const char* kTracksSha256 = "tracks_sha256";  ///< tells the same tracks
inline constexpr const char* kBundleSha256 = "bundle_sha256";  ///< of its bundle.json
}  // namespace version_tags

}  // namespace earmark::cli
