#pragma once

#include <array>
#include <string_view>

/// What the tags of a registered version are called.
namespace earmark::cli::version_tags {

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

}  // namespace earmark::cli::version_tags
